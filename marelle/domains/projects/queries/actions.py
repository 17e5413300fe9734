"""The questions asked about actions."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Window, prefetch_related_objects
from django.db.models.functions import RowNumber
from django.utils.translation import gettext

from marelle.kernel.access import Viewer
from marelle.kernel.files.models import StoredFile

from ..access.actions import library, visible_actions
from ..models import Action, ActionAge, ActionHour, ActionMoment, ActionQuarter, ActionSchool, ActionShare, Project
from ..rules.sheets import form_data
from ..states.actions import IN_PLAN
from .registers import files_of_action


def whole(actions: QuerySet[Action]) -> QuerySet[Action]:
    """The same actions with all that the plan reads of them, as lists: `told_moments`, `told_ages`, `told_quarters`,
    `told_schools`, `told_hours`, `told_shares`. Price: seven queries, whatever their number."""
    return actions.prefetch_related(
        Prefetch("moments", ActionMoment.objects.order_by("pk"), to_attr="told_moments"),
        Prefetch("ages", ActionAge.objects.order_by("lowest"), to_attr="told_ages"),
        Prefetch("quarters", ActionQuarter.objects.select_related("quarter").order_by("pk"), to_attr="told_quarters"),
        Prefetch("schools", ActionSchool.objects.select_related("school").order_by("pk"), to_attr="told_schools"),
        Prefetch("hours", ActionHour.objects.order_by("day", "starts_at", "pk"), to_attr="told_hours"),
        Prefetch("shares", ActionShare.objects.order_by("pk"), to_attr="told_shares"),
    )


def placed(actions: QuerySet[Action]) -> QuerySet[Action]:
    """The same actions with what the coverage reads of them: `told_moments`, `told_ages`, `told_quarters` without the
    quarters themselves. Price: four queries, whatever their number."""
    return actions.prefetch_related(
        Prefetch("moments", ActionMoment.objects.order_by("pk"), to_attr="told_moments"),
        Prefetch("ages", ActionAge.objects.order_by("lowest"), to_attr="told_ages"),
        Prefetch("quarters", ActionQuarter.objects.order_by("pk"), to_attr="told_quarters"),
    )


def in_list(actions: QuerySet[Action]) -> QuerySet[Action]:
    """The same actions with what a list shows of them: `told_moments`, and `told_quarters` without the quarters
    themselves. Price: three queries, whatever their number."""
    return actions.prefetch_related(
        Prefetch("moments", ActionMoment.objects.order_by("pk"), to_attr="told_moments"),
        Prefetch("quarters", ActionQuarter.objects.order_by("pk"), to_attr="told_quarters"),
    )


def sided(actions: QuerySet[Action]) -> QuerySet[Action]:
    """The same actions with the codes of their places alone, as lists: `quarter_codes`, `school_codes`. Price: none
    more."""
    quarters = ActionQuarter.objects.filter(action=OuterRef("pk")).order_by("pk").values("quarter")
    schools = ActionSchool.objects.filter(action=OuterRef("pk")).order_by("pk").values("school")
    return actions.annotate(quarter_codes=ArraySubquery(quarters), school_codes=ArraySubquery(schools))


def in_grid(actions: Iterable[Action]) -> None:
    """Gives to actions that are there, where they lack it, what the grid reads of each: `told_moments`, `told_shares`,
    `told_quarters`. Price: three queries at most, whatever their number.
    """
    moments = Prefetch("moments", ActionMoment.objects.order_by("pk"), to_attr="told_moments")
    shares = Prefetch("shares", ActionShare.objects.order_by("pk"), to_attr="told_shares")
    quarters = Prefetch("quarters", ActionQuarter.objects.order_by("pk"), to_attr="told_quarters")
    prefetch_related_objects(list(actions), moments, shares, quarters)


def actions_of(
    project: Project, year: int | None = None, states: Collection[str] = (), *, viewer: Viewer | None = None
) -> QuerySet[Action]:
    """The actions of a project, by number: those of a year, in some states, that a viewer may see, where these are
    said. Price: one query when read."""
    found = visible_actions(viewer) if viewer else Action.objects.select_related("operator")
    found = found.filter(project=project)
    if year is not None:
        found = found.filter(year=year)
    if states:
        found = found.filter(state__in=states)
    return found.order_by("number")


def planned_in(projects: Iterable[Project | int], year: int) -> QuerySet[Action]:
    """What the plans of some projects count on in a year, whole. Price: seven queries, whatever their number."""
    found = Action.objects.filter(project__in=list(projects), year=year, state__in=IN_PLAN)
    return whole(found.select_related("operator").order_by("project", "number"))


def counts_by_project(projects: Iterable[Project | int]) -> dict[int, dict[str, int]]:
    """How many actions of each project stand in each state. Price: one query."""
    rows = Action.objects.filter(project__in=list(projects)).values_list("project", "state").annotate(n=Count("pk"))
    found: dict[int, dict[str, int]] = {}
    for project, state, number in rows.order_by("project", "state"):
        found.setdefault(project, {})[state] = number
    return found


def renewal_of(action: Action, year: int) -> Action | None:
    """The sheet that renews an action in a year, or None. Price: one query."""
    return Action.objects.filter(renews=action, year=year).first()


def waiting_of(project: Project, today: date, unanswered_since: datetime) -> list[Action]:
    """What is late in a project: actions of its plan whose first day is past and that nobody started, then those that
    were proposed, and whose sheet has not moved since a moment. The oldest first. Price: one query."""
    late = Q(state="planned", starts_on__lt=today) | Q(state="proposed", sheet__saved_at__lt=unanswered_since)
    found = Action.objects.filter(late, project=project).select_related("operator", "sheet")
    return list(found.order_by("state", "starts_on", "number"))


def choices_of(code: str) -> list[tuple[str, str]]:
    """The answers to a choice of the action sheet, with their words. Price: none."""
    fields = (field for section in form_data()["sections"] for field in section["fields"])
    return _worded(one for field in fields if field["code"] == code for one in field["options"])


def row_labels(code: str) -> dict[str, str]:
    """The fixed rows of a table of the action sheet, with their words. Price: none."""
    fields = (field for section in form_data()["sections"] for field in section["fields"])
    return dict(_worded(one for field in fields if field["code"] == code for one in field["rows"]))


def _worded(options: Iterable[dict[str, str]]) -> list[tuple[str, str]]:
    pairs = [(one["code"], one["label"]) for one in options]
    return [(code, gettext(words)) for code, words in pairs]


def document_of_action(action: Action, file: Any) -> StoredFile | None:
    """A file that is in the sheet of an action, for whoever sees the action. Price: one query."""
    if str(file) not in action.sheet.answers.get("documents", ()):
        return None
    return StoredFile.objects.filter(pk=file, purpose=files_of_action(action)).first()


def projects_to_write_in(invented: bool) -> QuerySet[Project]:
    """The projects that are written or run, in which an organisation may propose an action. Price: one query."""
    found = Project.objects.filter(state__in=("finalising", "finalised", "running"), site__invented=invented)
    return found.select_related("site__commune_main__departement", "decision__call").order_by(
        "site__plain", "starts_on"
    )


def offered_to_all(text: str = "", themes: Collection[str] = (), objective: str = "") -> QuerySet[Action]:
    """The library, narrowed by words, themes or objective; the newest first. Price: one query when read."""
    found = library()
    if text.strip():
        found = found.filter(title__icontains=text.strip())
    if themes:
        found = found.filter(themes__overlap=list(themes))
    if objective:
        found = found.filter(objective=objective)
    return found.order_by("-year", "title", "pk")


def offered_there(
    places: Iterable[tuple[int, str]], project: Project, most: int = 3
) -> dict[tuple[int, str], list[Action]]:
    """What other cités share that is open at some places of the week, each the first year of an age and a moment: at
    most so many for each, the newest first. Invented cités and real ones never mix. Price: one query, none for none."""
    wanted = [Q(lowest=lowest, band=band) for lowest, band in places]
    if not wanted:
        return {}
    rank = Window(RowNumber(), partition_by=[F("lowest"), F("band")], order_by=["-year", "title", "pk"])
    others = library().filter(project__site__invented=project.invented).exclude(project__site=project.site_id)
    open_there = others.annotate(lowest=F("ages__lowest"), band=F("moments__band")).filter(reduce(or_, wanted))
    found: dict[tuple[int, str], list[Action]] = {}
    for action in open_there.annotate(rank=rank).filter(rank__lte=most).order_by("rank"):
        found.setdefault((action.lowest, action.band), []).append(action)
    return found
