"""What is still to be done in some projects, by when, by whom: the week of a person and what is owed to a project."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Max, Q, QuerySet

from marelle.domains.accounts.models import Person
from marelle.kernel.access import Perimeter, Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.dossiers import DossierRule, Seat
from marelle.kernel.dossiers.models import Voice
from marelle.kernel.dossiers.rules import standing

from ..access.actions import PLAN, PROPOSE
from ..access.files import EXTEND, LEAD, WRITE
from ..access.projects import visible_projects
from ..models import (
    Action,
    FinalisingExtension,
    Meeting,
    Project,
    ProjectRecall,
    ProjectTask,
    SteeringDecision,
    StepBack,
    YearlyReview,
)
from ..rules.dues import ANSWER_WITHIN, ANY_DAY, FOR_WHOM, ONCE_LATE, OWED, Reach, reach_in, said
from ..rules.finalising import is_over
from .changes import changes_to_come
from .files import holders_by_permission, holding, national_people
from .reserving import about_words, standing_reservations

Known = Mapping[int, Project]
CHANGE: Final = "territories.change_sites"
GOING_ON: Final = ("finalising", "finalised", "running")


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do in a project: which (`kind` of `SAYINGS`, the record), by when (None: no day is told).

    Who does it: a person (`owner`), whoever speaks from a `seat` (`gone`: those who spoke or stepped back), the
    organisation that runs an action, or a `body` of which nobody is known here. `since`: the day from which it waits,
    where that is not the day for which it was due.
    """

    kind: str
    project: Project
    record: Any
    words: str
    on: date | None = None
    at: datetime | None = None
    owner: Person | None = None
    seat: Seat | None = None
    gone: frozenset[int] = frozenset()
    body: str = ""
    since: date | None = None

    @property
    def key(self) -> str:
        """« voice_review:12:prefect »: what names it from one page to the next."""
        return ":".join((self.kind, str(self.record.pk), *([self.seat.code] if self.seat else [])))

    @property
    def operator(self) -> str:
        """The name of the organisation that has to do it; empty where it is a person, or a seat."""
        return self.record.operator_shown if isinstance(self.record, Action) else self.body

    @property
    def reach(self) -> Reach:
        """What the sheet of an action says of whom to reach."""
        return reach_in(self.record.sheet.answers.get("responsible")) if isinstance(self.record, Action) else Reach()


def projects_with_files(viewer: Viewer) -> QuerySet[Project]:
    """The projects that a viewer follows, each with its file where it has one. Price: one query when read."""
    return visible_projects(viewer).select_related("file").defer("file__taken_up").order_by("site__plain", "pk")


def dues_of(projects: Iterable[Project], at: datetime, until: date, *, actions: bool = True) -> list[Due]:
    """All that is to be done in projects loaded by `projects_with_files`: what is late, what has no day, and what comes
    until a day, that one left out, and what awaits an answer whatever its day. The oldest first. `actions`: with what
    the actions themselves await, which is of the whole cité.

    Price: ten queries at most, whatever the number of projects.
    """
    known = {one.pk: one for one in projects if one.state != "withdrawn"}  # nobody owes it anything more
    today = at.astimezone(PARIS).date()
    if not known:
        return []
    found = [
        *_deadlines(known.values(), at),
        *_meetings(known, at),
        *_extensions(known),
        *_tasks(known),
        *_reservations(known),
        *(_actions(known, today, until, at) if actions else ()),
        *_texts(known, today),
        *_changes(known),
    ]
    return in_order(one for one in found if one.on is None or one.on < until or one.kind in ANY_DAY)


def in_order(dues: Iterable[Due]) -> list[Due]:
    """By day, then by hour; what has no day last."""

    def place(due: Due) -> tuple[bool, date, bool, str, str]:
        hour = due.at.isoformat() if due.at else ""
        return due.on is None, due.on or date.min, due.at is None, hour, due.words

    return sorted(dues, key=place)


def up_to(viewer: Viewer, due: Due) -> bool:
    """True for whoever has to do it now. Price: none."""
    me, places = viewer.person_id, due.project.perimeters()
    if me is None:
        return False
    if due.owner is not None:
        return due.owner.pk == me
    if due.kind == "lapsed":
        return me in due.gone
    if due.seat is not None:
        return me not in due.gone and viewer.may(due.seat.permission, places)
    rights = {"extension": EXTEND, "answer": PLAN, "finalise": LEAD, "review": WRITE, "change_held": CHANGE}
    return due.kind in rights and viewer.may(rights[due.kind], places)


def concerns(viewer: Viewer, due: Due) -> bool:
    """True where a person who follows the cité should hear of it. Price: none."""
    return due.kind not in ("sheet",) and (due.kind not in FOR_WHOM or up_to(viewer, due))


def owed_to(project: Project, at: datetime) -> list[Due]:
    """What others owe to whoever leads a project loaded by `projects_with_files`. Price: eight queries."""
    today = at.astimezone(PARIS).date()
    known = {project.pk: project}
    acts = _actions(known, today, date.max, at, sheets=True)
    every = [*_tasks(known), *_reservations(known), *acts, *_texts(known, today), *_changes(known)]
    return in_order(one for one in every if one.kind in OWED and _is_owed(one, today))


def _is_owed(due: Due, today: date) -> bool:
    return due.kind not in ONCE_LATE or (due.on is not None and due.on < today)


def recalls_of(project: Project) -> dict[str, tuple[int, datetime]]:
    """How many recalls went for each thing of a project, and when the last one did. Price: one query."""
    before = Q(project__became__after=project)  # a task that passed here was recalled there
    rows = ProjectRecall.objects.filter(Q(project=project) | before).values("key")
    rows = rows.annotate(n=Count("pk", distinct=True), last=Max("sent_at"))
    return {row["key"]: (row["n"], row["last"]) for row in rows.order_by("key")}


def people_owing(due: Due, at: datetime) -> list[Person]:
    """Those who can do it, by name: its owner, who speaks from its seat, who writes for its organisation.

    Price: one query, none for an owner.
    """
    if due.owner is not None:
        return [due.owner] if due.owner.is_active else []
    if due.seat is not None:
        return [one for one in holding(due.project.perimeters(), [due.seat.permission], at) if one.pk not in due.gone]
    if due.kind == "change_held":
        decided = due.record.decided_by
        return [decided] if decided is not None and decided.is_active else national_people(CHANGE, at)
    if isinstance(due.record, Action) and due.record.operator_id:
        return holding(frozenset({Perimeter("organisation", str(due.record.operator_id))}), [PROPOSE], at)
    return []


def people_of_seats(project: Project, dues: Iterable[Due], at: datetime) -> dict[str, list[Person]]:
    """Those who speak from the seats of these dues, by permission. Price: one query, or none."""
    asked = {one.seat.permission for one in dues if one.seat is not None}
    return holders_by_permission(project.perimeters(), asked, at) if asked else {}


def _deadlines(projects: Iterable[Project], at: datetime) -> Iterator[Due]:
    """While the three read it their voices are awaited, and nothing else until the last day is over."""
    for project in projects:
        file, due = getattr(project, "file", None), project.finalise_by
        if project.state != "finalising" or due is None:
            continue
        if file is None or file.state == "writing" or is_over(due, at):
            yield Due("finalise", project, project, said("finalise"), due)


def _meetings(known: Known, at: datetime) -> Iterator[Due]:
    rows = Meeting.objects.filter(body__project__in=known, state="planned").select_related("body")
    for one in rows.order_by("starts_at", "pk"):
        kind, what = "meeting" if one.starts_at >= at else "minutes", one.body.name
        if one.place:
            what = f"{what}, {one.place}"
        when = one.starts_at.astimezone(PARIS).date()
        yield Due(kind, known[one.body.project_id], one, said(kind, what=what), when, one.starts_at)


def _tasks(known: Known) -> Iterator[Due]:
    rows = ProjectTask.objects.filter(file__project__in=known, done_at=None).select_related("owner", "file")
    for one in rows.defer("file__taken_up", "file__rule_data").order_by("due_on", "pk"):
        yield Due("task", known[one.file.project_id], one, said("task", what=one.what), one.due_on, owner=one.owner)


def _reservations(known: Known) -> Iterator[Due]:
    for one in standing_reservations(known):
        text = one.file or one.review or one.decision
        assert text is not None  # the database keeps it about one text
        project, what = known[text.project_id], one.what if one.file else f"{one.what} ({about_words(one)})"
        if one.state == "open":
            yield Due("reservation", project, one, said("reservation", what=what), one.due_on, owner=one.owner)
        else:
            yield Due("judge", project, one, said("judge", what=what), None, seat=text.rule.voices.seat(one.seat))


def _extensions(known: Known) -> Iterator[Due]:
    """Those that can still be answered: a project that is final, or has lost its label, needs no time."""
    asked = FinalisingExtension.objects.filter(state="asked", file__project__state="finalising")
    rows = asked.filter(file__project__in=known).select_related("file")
    for one in rows.defer("file__taken_up"):
        project = known[one.file.project_id]
        yield Due("extension", project, one, said("extension"), project.finalise_by)


def _changes(known: Known) -> Iterator[Due]:
    """What is decided of their cités for a day to come, and what somebody has to settle before it is done."""
    here = {one.site_id: one for one in known.values() if one.state in GOING_ON}
    for change in changes_to_come(here) if here else ():
        for project in {here[site.pk] for site in change.sites if site.pk in here}:
            kind = "change_held" if change.state == "held_up" else "change"
            yield Due(kind, project, change, said(kind, what=change.words), change.on)


def _actions(known: Known, today: date, until: date, at: datetime, sheets: bool = False) -> Iterator[Due]:
    """`sheets`: each whole, with its sheet; the week of the whole country has thousands, of which it reads little."""
    wanted = (
        Q(state="planned", starts_on__lt=until)
        | Q(state="running", ends_on__lt=until)
        | Q(state="proposed", sheet__saved_at__lt=at - ANSWER_WITHIN)
        | (Q(state="idea") & (Q(operator__isnull=False) | ~Q(operator_name="")))
    )
    rows = Action.objects.filter(wanted, project__in=known).select_related("operator")
    rows = rows.select_related("sheet") if sheets else rows.only(*_TOLD)
    for one in rows.order_by("project", "number"):
        kind, on = _of_action(one, today)
        yield Due(kind, known[one.project_id], one, said(kind, code=one.code, what=one.title), on)


_TOLD: Final = ("number", "title", "state", "starts_on", "ends_on", "operator_name", "operator__name", "project_id")


def _of_action(action: Action, today: date) -> tuple[str, date | None]:
    if action.state == "planned":
        return ("starts" if action.starts_on and action.starts_on >= today else "begin"), action.starts_on
    if action.state == "running":
        return ("ends" if action.ends_on and action.ends_on >= today else "outcome"), action.ends_on
    return ("answer" if action.state == "proposed" else "sheet"), None


@dataclass(frozen=True, slots=True)
class _Text:
    """One text that awaits voices: its kind of due, its project, the number of its version, its day."""

    kind: str
    project: Project
    record: Any
    number: int | None
    code: str = ""
    on: date | None = None


def _texts(known: Known, today: date) -> Iterator[Due]:
    """What awaits a voice, then what is to be written or carried out of the same tables."""
    files = [project.file for project in known.values() if getattr(project, "file", None)]  # type: ignore[attr-defined]
    reviews = YearlyReview.objects.filter(project__in=known, state__in=("writing", "submitted"))
    decisions = SteeringDecision.objects.filter(project__in=known, state__in=("voting", "open"))
    texts = [
        _of_file(one, known[one.project_id])
        for one in files
        if known[one.project_id].state == "finalising" and (one.state == "submitted" or one.submissions)
    ]
    for review in reviews.order_by("year", "pk"):
        project, year = known[review.project_id], str(review.year)
        if review.state == "submitted":
            texts.append(_Text("voice_review", project, review, review.submitted, year))
        elif review.year < today.year:
            yield Due("review", project, review, said("review", code=year))
    for decision in decisions.select_related("owner").order_by("due_on", "pk"):
        project, told = known[decision.project_id], {"code": decision.code, "what": decision.words}
        if decision.state == "voting":
            texts.append(_Text("voice_decision", project, decision, None, decision.code, decision.due_on))
        else:
            yield Due("decision", project, decision, said("decision", **told), decision.due_on, owner=decision.owner)
    yield from _voices(texts)


def _of_file(file: Any, project: Project) -> _Text:
    """Submitted, it awaits voices; taken back to writing, those who spoke on it are told so."""
    if file.state == "submitted":
        return _Text("voice_file", project, file, file.submitted, on=project.finalise_by)
    return _Text("lapsed", project, file, None)


def _voices(texts: Sequence[_Text]) -> Iterator[Due]:
    """The seats that have yet to speak on each text. Price: none, or two queries."""
    if not texts:
        return
    spoken: dict[int, list[tuple[int, str, str, int]]] = {}
    given = Voice.objects.filter(version__dossier__in=[one.record.dossier_id for one in texts]).order_by("pk")
    told = given.values_list("version__dossier", "version__number", "seat", "opinion", "person_id")
    for dossier, number, seat_code, opinion, person_id in told:
        spoken.setdefault(dossier, []).append((number, seat_code, opinion, person_id))
    back = _stepped_back(texts)
    for text in texts:
        here = [one for one in spoken.get(text.record.dossier_id, ()) if text.number in (None, one[0])]
        gone = frozenset({person for _n, _s, _o, person in here} | back.get((text.kind, text.record.pk), set()))
        rule = text.record.rule.voices
        if text.kind == "lapsed":
            yield from _lapsed(text, rule, spoken.get(text.record.dossier_id, ()))
            continue
        for code in standing(rule, [(seat, opinion) for _n, seat, opinion, _p in here]).awaited:
            seat = rule.seat(code)
            words = said(text.kind, code=text.code, seat=seat.label)
            yield Due(text.kind, text.project, text.record, words, text.on, seat=seat, gone=gone)


def _lapsed(text: _Text, rule: DossierRule, voices: Sequence[tuple[int, str, str, int]]) -> Iterator[Due]:
    """One thing to know for each person who spoke on the version that was taken back last. Price: none."""
    last = max((number for number, *_voice in voices), default=None)
    for number, code, opinion, person in voices:
        seat = rule.seat(code)
        if number == last and seat is not None and opinion not in text.record.rule.against:
            words = said("lapsed", seat=seat.label)
            yield Due("lapsed", text.project, text.record, words, seat=seat, gone=frozenset({person}))


def _stepped_back(texts: Sequence[_Text]) -> Mapping[tuple[str, int], set[int]]:
    """Who stepped back from each text: from a project is also from its reviews. Price: one query."""
    asked = {kind: [one.record.pk for one in texts if one.kind == f"voice_{kind}"] for kind in ("review", "decision")}
    where = Q(file__project__in={one.project.pk for one in texts})
    rows = StepBack.objects.filter(where | Q(review__in=asked["review"]) | Q(decision__in=asked["decision"]))
    told = list(rows.values_list("file__project", "review", "decision", "person"))
    return {(one.kind, one.record.pk): {person for *about, person in told if _is_about(one, *about)} for one in texts}


def _is_about(text: _Text, project: int | None, review: int | None, decision: int | None) -> bool:
    if text.kind == "voice_decision":
        return bool(decision == text.record.pk)
    return bool(project == text.project.pk) or (text.kind == "voice_review" and review == text.record.pk)
