"""The questions asked about the steering of a cité: its bodies, its meetings, its decisions and how they end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from marelle.domains.accounts.models import Membership, Person, Role
from marelle.kernel.access import NATIONAL, Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.dossiers.models import Voice
from marelle.kernel.dossiers.rules import standing

from ..access.projects import READ
from ..access.steering import seats_on, visible_decisions, visible_meetings
from ..models import (
    Action,
    AgendaPoint,
    Body,
    BodyMember,
    Chapter,
    DecisionStep,
    Meeting,
    PointPaper,
    Project,
    SteeringDecision,
)
from ..rules.finalising import Verdict, verdict
from ..rules.steering import is_late
from .files import holding
from .reserving import stepped_back_from
from .voices import SpokenSeat, asked_in, spoken_seats


def bodies_of(project: Project, *, closed: bool = False) -> list[Body]:
    """The bodies of a cité, highest level first, with their members as `told_members`. Price: two queries."""
    members = BodyMember.objects.select_related("role", "person").order_by(
        "role__position", "person__family_name", "pk"
    )
    rows = Body.objects.filter(project=project).prefetch_related(Prefetch("members", members, to_attr="told_members"))
    return list((rows if closed else rows.filter(closed_at=None)).order_by("level", "name"))


def roles_here() -> list[Role]:
    """The roles that let somebody read a project: those that may sit in its bodies. Price: one query."""
    rows = Role.objects.filter(granted__permission="projects.read").exclude(perimeter_kinds=["national"])
    return list(rows.order_by("position"))


def people_here(project: Project, at: datetime) -> list[Person]:
    """Those who have a role in the city or speak for it: who may sit, or be given a decision. Price: one query."""
    return holding(project.perimeters(), [READ], at)


def members_now(body: Body, at: datetime) -> list[Person]:
    """Those who sit in a body today, by their role or by name, each once. Price: three queries."""
    told = list(BodyMember.objects.filter(body=body))
    where = Q(pk__in=[])
    for place in body.perimeters() - {NATIONAL}:
        where |= Q(perimeter_kind=place.kind, perimeter_code=place.code)
    roles = [one.role_id for one in told if one.role_id]
    held = Membership.objects.filter(where, role__in=roles, valid_from__lte=at, valid_to__gt=at)
    named = Q(pk__in=[one.person_id for one in told if one.person_id])
    people = Person.objects.filter(Q(pk__in=held.values("person")) | named, is_active=True)
    return list(people.order_by("family_name", "given_name", "pk"))


def bodies_one_sits_in(person_id: int, projects: Iterable[Project], at: datetime) -> set[int]:
    """The numbers of the bodies of some projects in which somebody sits today, by name or by a role held there.

    Price: two queries, whatever the number of projects.
    """
    known = {one.pk: one for one in projects}
    rights = Membership.objects.filter(person=person_id, valid_from__lte=at, valid_to__gt=at)
    held = {(one.role_id, one.perimeter) for one in rights}
    mine = BodyMember.objects.filter(
        Q(person=person_id) | Q(role__in={role for role, _place in held}), body__project__in=known, body__closed_at=None
    )
    return {
        body
        for body, project, role in mine.values_list("body", "body__project", "role")
        if role is None or any(code == role and place in known[project].perimeters() for code, place in held)
    }


def meetings_of(project: Project) -> list[Meeting]:
    """The meetings of a cité, newest first. Price: one query."""
    rows = Meeting.objects.filter(body__project=project).select_related("body")
    return list(rows.order_by("-starts_at", "-pk"))


def meetings_seen_by(viewer: Viewer, at: datetime) -> QuerySet[Meeting]:
    """The meetings to come in all the cités that a viewer follows, the next first. Price: one query when read."""
    return visible_meetings(viewer).filter(state="planned", starts_at__gte=_midnight(at)).order_by("starts_at", "pk")


def _midnight(at: datetime) -> datetime:
    return at.astimezone(PARIS).replace(hour=0, minute=0, second=0, microsecond=0)


def agenda_of(meeting: Meeting) -> list[AgendaPoint]:
    """The points of an agenda in their order, with their papers as `told_papers`. Price: two queries."""
    papers = PointPaper.objects.select_related("file").order_by("pk")
    rows = AgendaPoint.objects.filter(meeting=meeting).select_related("action", "chapter__file__sheet__questionnaire")
    return list(rows.prefetch_related(Prefetch("papers", papers, to_attr="told_papers")).order_by("position"))


def decisions_of(project: Project, meeting: Meeting | None = None) -> list[SteeringDecision]:
    """The decisions of a cité, or of one meeting, those that went on elsewhere included, by number.

    Price: one query."""
    rows = SteeringDecision.objects.select_related("owner", "action", "dossier", "meeting__body", "point", "project")
    return list((rows.filter(meeting=meeting) if meeting else rows.filter(project=project)).order_by("number"))


def to_follow(decisions: Sequence[SteeringDecision], at: datetime) -> list[SteeringDecision]:
    """Those that are not at their end, late ones first, then by day. Price: none."""
    today = at.astimezone(PARIS).date()
    open_ = [one for one in decisions if one.state in ("voting", "open")]
    return sorted(open_, key=lambda one: (not is_late(one.due_on, one.state, today), one.due_on, one.number))


def decisions_to_follow(viewer: Viewer) -> QuerySet[SteeringDecision]:
    """The decisions that are not at their end in all the cités that a viewer follows. Price: one query when read."""
    return visible_decisions(viewer).filter(state__in=("voting", "open")).order_by("due_on", "pk")


def steps_of(decision: SteeringDecision) -> list[DecisionStep]:
    """The follow-up of a decision, first step first. Price: one query."""
    return list(DecisionStep.objects.filter(decision=decision).select_related("by").order_by("at", "pk"))


def proposed_actions(project: Project) -> list[Action]:
    """The actions on which a decision may act. Price: one query."""
    return list(Action.objects.filter(project=project, state="proposed").order_by("number"))


def points_about(project: Project) -> tuple[list[Action], list[Chapter]]:
    """What a point of the agenda may be about: the open actions, the chapters of the file. Price: two queries."""
    actions = Action.objects.filter(project=project, state__in=("proposed", "planned", "running"))
    chapters = Chapter.objects.filter(file__project=project).select_related("file__sheet__questionnaire")
    return list(actions.order_by("number")), list(chapters.order_by("pk"))


def voices_of_decision(decision: SteeringDecision) -> list[Voice]:
    """The voices on a decision, first given first. Price: one query, none without a dossier."""
    if decision.dossier_id is None:
        return []
    return list(Voice.objects.filter(version__dossier=decision.dossier_id).order_by("spoken_at", "pk"))


@dataclass(frozen=True, slots=True)
class DecisionVoices:
    """What the three say of a decision, and what it amounts to."""

    seats: list[SpokenSeat]
    verdict: Verdict
    mine: tuple[str, ...]


def said_of(viewer: Viewer, decision: SteeringDecision) -> DecisionVoices | None:
    """The voices on a decision as a page shows them; None for one that asks for none. Price: nine queries at most."""
    if decision.dossier_id is None:
        return None
    voices = voices_of_decision(decision)
    back = list(stepped_back_from(decision))
    seats = spoken_seats(decision.rule.voices, decision.perimeters(), voices, back, asked_in(voices))
    given = {one.seat for one in voices}
    gone = viewer.person_id in {*(one.person_id for one in voices), *(one.person_id for one in back)}
    mine = () if gone else tuple(seat for seat in seats_on(viewer, decision) if seat not in given)
    return DecisionVoices(seats, verdict_on(decision, voices), mine)


def verdict_on(decision: SteeringDecision, voices: Sequence[Voice]) -> Verdict:
    """What these voices amount to, by the rule that a decision keeps. Price: none."""
    return verdict(decision.rule, standing(decision.rule.voices, [(one.seat, one.opinion) for one in voices]))


def due_decisions() -> list[SteeringDecision]:
    """Every decision that is to be carried out. Price: one query."""
    rows = SteeringDecision.objects.filter(state="open").select_related("owner", "project__site")
    return list(rows.order_by("pk"))


def meetings_between(first: datetime, last: datetime) -> list[Meeting]:
    """The planned meetings that begin between two instants. Price: one query."""
    rows = Meeting.objects.filter(state="planned", starts_at__gte=first, starts_at__lt=last)
    return list(rows.select_related("body__project__site__commune_main__departement").order_by("starts_at", "pk"))
