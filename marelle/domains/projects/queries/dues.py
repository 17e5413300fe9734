"""What is still to be done in some projects, by when, by whom: the week of a person and what is owed to a project."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from marelle.domains.accounts.models import Person
from marelle.kernel.access import Perimeter, Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.dossiers import DossierRule, Seat
from marelle.kernel.dossiers.rules import standing

from ..access.actions import PLAN, PROPOSE
from ..access.files import EXTEND, LEAD, WRITE
from ..access.projects import visible_projects
from ..models import (
    Action,
    FinalisingExtension,
    Meeting,
    Project,
    ProjectFile,
    ProjectTask,
    Reservation,
    SteeringDecision,
    YearlyReview,
)
from ..rules.dues import ANY_DAY, FOR_WHOM, ONCE_LATE, OWED, RUN, Reach, reach_in, said
from ..rules.finalising import is_over, read_finalising
from .changes import CHANGE, changes_awaited
from .due_rows import Row, Which, awaiting, operator_of, person_of, record_of, rows_of
from .reserving import about_words

Known = Mapping[int, Project]


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


def projects_followed(viewer: Viewer) -> list[Project]:
    """The same, each with where it is and nothing more: a week has those of a whole country. Price: one query."""
    rows = visible_projects(viewer).select_related(None).select_related("site__commune_main__departement")
    return list(rows.order_by("site__plain", "pk"))


def bodies_of(viewer: Viewer) -> frozenset[int]:
    """The organisations for which a viewer writes and proposes actions, by their numbers. Price: none."""
    places = viewer.perimeters(PROPOSE)
    return frozenset(int(one.code) for one in places if one.kind == "organisation" and one.code.isdigit())


def projects_operated(viewer: Viewer, followed: Iterable[Project] = ()) -> list[Project]:
    """The other projects in which an organisation of the viewer runs actions: of these they hear nothing else.

    Price: one query, none for whoever writes for no organisation.
    """
    bodies = bodies_of(viewer)
    if not bodies:
        return []
    run = Action.objects.filter(project=OuterRef("pk"), operator__in=bodies)
    rows = Project.objects.filter(Exists(run)).exclude(pk__in=[one.pk for one in followed])
    return list(rows.select_related("site__commune_main__departement", "decision__call").order_by("site__plain", "pk"))


def dues_of(projects: Iterable[Project], at: datetime, until: date, *, actions: bool = True) -> list[Due]:
    """All that is to be done in some projects, each with its site: what is late, what has no day, and what comes
    until a day, that one left out, and what awaits an answer whatever its day. The oldest first. `actions`: with what
    the actions themselves await, which is of the whole cité.

    Price: three queries at most, whatever the number of projects.
    """
    return dues_and_rest(projects, at, until, actions=actions).dues


@dataclass(frozen=True, slots=True)
class Found:
    """What is to be done, the oldest first; and how much more is of a day, where only so much of each was read.

    The rest of what is late counts together, under None.
    """

    dues: list[Due]
    rest: Mapping[date | None, int]


def dues_and_rest(
    projects: Iterable[Project],
    at: datetime,
    until: date,
    *,
    actions: bool = True,
    most: int | None = None,
    operated: Iterable[Project] = (),
    bodies: Collection[int] = (),
    person: int | None = None,
    among: QuerySet[Project] | None = None,
) -> Found:
    """The same; `most`: of actions and decisions, at most so many of each day, beside all that is of the `person` or of
    the organisations `bodies`. With what the actions of these await in the projects `operated`, where nothing else is
    followed. `among`: the question that finds the projects, where there may be hundreds. Price: three queries."""
    known = {one.pk: one for one in projects if one.state != "withdrawn"}  # nobody owes it anything more
    elsewhere = {one.pk: one for one in operated if one.state != "withdrawn"}
    if not known and not elsewhere:
        return Found([], {})
    today = at.astimezone(PARIS).date()
    which = list(known) if among is None else among.exclude(state="withdrawn").values("pk")
    read = rows_of(Which(which, at, today, until, actions, most, bodies, person))
    here = {**elsewhere, **known}
    acts = [one for one in read.get("action", ()) if one["project_id"] in here]
    found = [*_told(read, known, at), *_actions(acts, here, today), *_changes(known)]
    kept = in_order(one for one in found if one.on is None or one.on < until or one.kind in ANY_DAY)
    return Found(kept, _rest(acts, today) + _rest(read.get("decision", ()), today))


def _rest(rows: Iterable[Row], today: date) -> Counter[date | None]:
    """How many of each day were not read, of one table."""
    read, there = Counter[date | None](), Counter[date | None]()
    for row in rows:
        on = date.fromisoformat(row["on"]) if row["on"] else None
        day = None if on is not None and on < today else on
        if on is not None and row["there"]:
            read[day] += 1
            there[day] = row["there"]
    return there - read


def in_order(dues: Iterable[Due]) -> list[Due]:
    """By day, then by hour; what has no day last."""

    def place(due: Due) -> tuple[bool, date, bool, str, str]:
        hour = due.at.isoformat() if due.at else ""
        return due.on is None, due.on or date.min, due.at is None, hour, due.words

    return sorted(dues, key=place)


def up_to(viewer: Viewer, due: Due) -> bool:
    """True for whoever has to do it now. Price: none."""
    me = viewer.person_id
    if me is None:
        return False
    if due.owner is not None:
        return due.owner.pk == me
    if due.kind == "lapsed":
        return me in due.gone
    places = due.project.perimeters()
    if due.seat is not None:
        return me not in due.gone and viewer.may(due.seat.permission, places)
    if isinstance(due.record, Action) and due.kind in RUN and due.record.operator_id:
        return viewer.may(PROPOSE, frozenset({Perimeter("organisation", str(due.record.operator_id))}))
    rights = {"extension": EXTEND, "answer": PLAN, "finalise": LEAD, "review": WRITE, "change_held": CHANGE}
    return due.kind in rights and viewer.may(rights[due.kind], places)


def concerns(viewer: Viewer, due: Due) -> bool:
    """True where a person who follows the cité should hear of it. Price: none."""
    return due.kind not in FOR_WHOM or up_to(viewer, due)


def owed_to(project: Project, at: datetime) -> list[Due]:
    """What others owe to whoever leads a project loaded by `projects_with_files`. Price: four queries."""
    today, known = at.astimezone(PARIS).date(), {project.pk: project}
    read = rows_of(Which(known, at, today, date.max, actions=False))
    whole = Action.objects.filter(awaiting(date.max, at), project=project).select_related("operator", "sheet")
    acts = [_of_action(one, project, today) for one in whole.order_by("number")]
    every = [*_told(read, known, at), *acts, *_changes(known)]
    return in_order(one for one in every if one.kind in OWED and _is_owed(one, today))


def _is_owed(due: Due, today: date) -> bool:
    return due.kind not in ONCE_LATE or (due.on is not None and due.on < today)


def _deadlines(projects: Iterable[Project], states: Mapping[int, str], at: datetime) -> Iterator[Due]:
    """While the three read it their voices are awaited, and nothing else until the last day is over."""
    for project in projects:
        due = project.finalise_by
        if project.state != "finalising" or due is None:
            continue
        if states.get(project.pk, "writing") == "writing" or is_over(due, at):
            yield Due("finalise", project, project, said("finalise"), due)


def _told(read: Mapping[str, Sequence[Row]], known: Known, at: datetime) -> Iterator[Due]:
    """Everything but what the actions await. Price: none."""
    states = {row["project_id"]: row["state"] for row in read.get("file", ())}
    yield from _deadlines(known.values(), states, at)
    yield from _meetings(read.get("meeting", ()), known, at)
    for row in read.get("extension", ()):
        project = known[row["project_id"]]
        yield Due("extension", project, record_of(FinalisingExtension, row), said("extension"), project.finalise_by)
    for row in read.get("task", ()):
        task, words = record_of(ProjectTask, row), said("task", what=row["what"])
        yield Due("task", known[row["project_id"]], task, words, task.due_on, owner=person_of(row))
    yield from _reservations(read.get("reservation", ()), known)
    yield from _texts(read, known, at.astimezone(PARIS).date())


def _meetings(rows: Iterable[Row], known: Known, at: datetime) -> Iterator[Due]:
    for row in rows:
        one = record_of(Meeting, row)
        kind, what = "meeting" if one.starts_at >= at else "minutes", row["name"]
        if one.place:
            what = f"{what}, {one.place}"
        when = one.starts_at.astimezone(PARIS).date()
        yield Due(kind, known[row["project_id"]], one, said(kind, what=what), when, one.starts_at)


def _reservations(rows: Iterable[Row], known: Known) -> Iterator[Due]:
    for row in rows:
        one, project = record_of(Reservation, row), known[row["project_id"]]
        one.review = record_of(YearlyReview, row, "review__") if row["review__id"] else None
        one.decision = record_of(SteeringDecision, row, "decision__") if row["decision__id"] else None
        what = one.what if row["file_id"] else f"{one.what} ({about_words(one)})"
        if one.state == "open":
            yield Due("reservation", project, one, said("reservation", what=what), one.due_on, owner=person_of(row))
        else:
            seat = read_finalising(row["rule_data"]).voices.seat(one.seat)
            yield Due("judge", project, one, said("judge", what=what), None, seat=seat)


def _actions(rows: Iterable[Row], known: Known, today: date) -> Iterator[Due]:
    for row in rows:
        one = record_of(Action, row)
        one.operator = operator_of(row)
        yield _of_action(one, known[one.project_id], today)


def _changes(known: Known) -> Iterator[Due]:
    """What is decided of their cités for a day to come, and what somebody has to settle before it is done."""
    for project, change in changes_awaited(known.values()):
        kind = "change_held" if change.state == "held_up" else "change"
        yield Due(kind, project, change, said(kind, what=change.words), change.on)


def _of_action(action: Action, project: Project, today: date) -> Due:
    kind, on = _awaited(action, today)
    return Due(kind, project, action, said(kind, code=action.code, what=action.title), on)


def _awaited(action: Action, today: date) -> tuple[str, date | None]:
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


def _texts(read: Mapping[str, Sequence[Row]], known: Known, today: date) -> Iterator[Due]:
    """What awaits a voice, then what is to be written or carried out of the same tables."""
    spoken_of = [row for row in read.get("file", ()) if row["state"] == "submitted" or row["submissions"]]
    texts = [_of_file(record_of(ProjectFile, row), known[row["project_id"]]) for row in spoken_of]
    for row in read.get("review", ()):
        review = record_of(YearlyReview, row)
        project, year = known[review.project_id], str(review.year)
        if review.state == "submitted":
            texts.append(_Text("voice_review", project, review, review.submitted, year))
        elif review.year < today.year:
            yield Due("review", project, review, said("review", code=year))
    for row in read.get("voting", ()):
        decision = record_of(SteeringDecision, row)
        told = (known[decision.project_id], decision, None, decision.code, decision.due_on)
        texts.append(_Text("voice_decision", *told))
    for row in read.get("decision", ()):
        decision = record_of(SteeringDecision, row)
        words = said("decision", code=decision.code, what=decision.words)
        yield Due("decision", known[decision.project_id], decision, words, decision.due_on, owner=person_of(row))
    yield from _voices(texts, read.get("voice", ()), read.get("back", ()))


def _of_file(file: Any, project: Project) -> _Text:
    """Submitted, it awaits voices; taken back to writing, those who spoke on it are told so."""
    if file.state == "submitted":
        return _Text("voice_file", project, file, file.submitted, on=project.finalise_by)
    return _Text("lapsed", project, file, None)


def _voices(texts: Sequence[_Text], voices: Sequence[Row], steps: Sequence[Row]) -> Iterator[Due]:
    """The seats that have yet to speak on each text. Price: none."""
    spoken: dict[int, list[tuple[int, str, str, int]]] = {}
    for row in sorted(voices, key=lambda one: int(one["id"])):
        said_here = (row["number"], row["seat"], row["opinion"], row["person_id"])
        spoken.setdefault(row["dossier"], []).append(said_here)
    back = _stepped_back(texts, steps)
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


def _stepped_back(texts: Sequence[_Text], steps: Sequence[Row]) -> Mapping[tuple[str, int], set[int]]:
    """Who stepped back from each text: from a project is also from its reviews. Price: none."""
    return {(one.kind, one.record.pk): {row["person_id"] for row in steps if _is_about(one, row)} for one in texts}


def _is_about(text: _Text, step: Row) -> bool:
    if text.kind == "voice_decision":
        return bool(step["decision_id"] == text.record.pk)
    of_project = step["project_id"] == text.project.pk
    return bool(of_project or (text.kind == "voice_review" and step["review_id"] == text.record.pk))
