"""How long it takes from the label to the first action, stage by stage."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import DateTimeField, F, Min, OuterRef, QuerySet, Subquery

from marelle.kernel.clock import PARIS

from ..models import Action, Project, ProjectVersion
from ..states.actions import IN_PLAN

STAGES = ("label", "opened", "submitted", "finalised", "planned", "running")


@dataclass(frozen=True, slots=True)
class Stages:
    """The days of one project on its way from the label to the first action that runs (None: not yet, or unknown)."""

    days: dict[str, date | None]

    @property
    def label_to_first(self) -> int | None:
        """Days from the label to the first action running; None while none runs, or when an action began before."""
        label, first = self.days["label"], self.days["running"]
        gap = (first - label).days if label and first else None
        return gap if gap is not None and gap >= 0 else None


def stages_of(projects: Iterable[Project | int]) -> dict[int, Stages]:
    """The stages of some projects, by the project's number. Price: one query.

    An opening that Marelle recorded after the first action ran says nothing of the way: it is that of a label of the
    past, entered later, and is left out.
    """
    rows = _rows(Project.objects.filter(pk__in=[getattr(one, "pk", one) for one in projects]))
    return {row["pk"]: Stages(_days(row)) for row in rows}


def first_begun() -> Subquery:
    """The first day on which an action of a project ran, as a column of its row."""
    actions = Action.objects.filter(project=OuterRef("pk"), state__in=IN_PLAN).values("project")
    return Subquery(actions.annotate(on=Min("started_on")).values("on"))


def label_to_first(project: Project, first: date | None) -> int | None:
    """The same as `Stages.label_to_first`, of a project whose decision and first day are known. Price: none."""
    return Stages({"label": project.decision.decided_on, "running": first}).label_to_first


def _rows(projects: QuerySet[Project]) -> Iterable[Mapping[str, Any]]:
    actions = Action.objects.filter(project=OuterRef("pk"), state__in=IN_PLAN).values("project")
    sent = ProjectVersion.objects.filter(file__project=OuterRef("pk"), submitted=True).values("file__project")
    return projects.values(
        "pk",
        label=F("decision__decided_on"),
        opened=F("opened_at"),
        finalised=F("file__finalised_at"),
        submitted=Subquery(sent.annotate(at=Min("made_at")).values("at"), output_field=DateTimeField()),
        planned=Subquery(actions.annotate(on=Min("planned_on")).values("on")),
        running=first_begun(),
    )


def _days(row: Mapping[str, Any]) -> dict[str, date | None]:
    days = {stage: _day(row[stage]) for stage in STAGES}
    first, opened = days["running"], days["opened"]
    if first and opened and opened > first:
        days["opened"] = None
    return days


def _day(value: date | datetime | None) -> date | None:
    return value.astimezone(PARIS).date() if isinstance(value, datetime) else value
