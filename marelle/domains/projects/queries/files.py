"""The questions asked about the file of a project: its text, its chapters, what is left, what registers know."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from marelle.domains.accounts.models import Membership, Person
from marelle.domains.calls.queries.registers import TerritoryRegisters, known_in
from marelle.kernel.access import NATIONAL, Perimeter, Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.questionnaires import Definition, Evaluated, Fault, Known, Section, check, evaluate, read
from marelle.kernel.questionnaires.registers import Proposed, read_known

from ..access.files import EXTEND, LEAD, WRITE, may_write, seats_of
from ..access.projects import READ
from ..models import Chapter, FilePaper, ProjectFile, SteeringDecision, YearlyReview

LOCAL = ("site", "commune")  # the places of those who make one city; the others are those of authorities


@dataclass(frozen=True, slots=True)
class ChapterLeft:
    """One chapter: its section of the form, its owner and state, what is missing in it."""

    section: Section
    chapter: Chapter
    faults: tuple[Fault, ...]

    @property
    def complete(self) -> bool:
        return not self.faults

    @property
    def ready(self) -> bool:
        return self.chapter.state == "ready"


@dataclass(frozen=True, slots=True)
class ProjectLeft:
    """A project, seen by what it still lacks."""

    definition: Definition
    seen: Evaluated
    chapters: tuple[ChapterLeft, ...]
    proposed: Proposed

    @property
    def faults(self) -> tuple[Fault, ...]:
        return tuple(fault for left in self.chapters for fault in left.faults)

    @property
    def not_ready(self) -> tuple[ChapterLeft, ...]:
        return tuple(left for left in self.chapters if not left.ready)

    @property
    def complete(self) -> bool:
        """Nothing is missing, and every chapter is ready."""
        return not self.faults and not self.not_ready

    def of(self, section: str) -> ChapterLeft | None:
        return next((left for left in self.chapters if left.section.code == section), None)


def registers_of(file: ProjectFile) -> TerritoryRegisters:
    """The registers as one project may use them. Price: none when its site was loaded with it."""
    return TerritoryRegisters(file.project.site.invented, file.opened_at.astimezone(PARIS).date())


def chapters_of(file: ProjectFile) -> list[Chapter]:
    """The chapters of a project in the order of its form. Price: one query."""
    rows = {one.section: one for one in Chapter.objects.filter(file=file).select_related("owner")}
    return [rows[section.code] for section in file.sheet.questionnaire.form.sections if section.code in rows]


def what_is_left(file: ProjectFile, section: str = "") -> ProjectLeft:
    """What a project still lacks, chapter by chapter; with what the registers propose in one of them.

    Price: one query, and that of its registers (`known_in`).
    """
    definition, answers = file.sheet.questionnaire.form, file.sheet.answers
    here = definition.section(section) if section else None
    known, offered = known_in(definition, answers, registers_of(file), here.fields if here else ())
    seen, faults = evaluate(definition, answers, known), check(definition, answers, known)
    left = []
    for chapter in chapters_of(file):
        one = definition.section(chapter.section)
        if one is not None and one.code in seen.sections:
            codes = {field.code for field in one.fields}
            left.append(ChapterLeft(one, chapter, tuple(f for f in faults if f.field in codes)))
    return ProjectLeft(definition, seen, tuple(left), offered)


def known_of(file: ProjectFile) -> Known:
    """What the registers say of the answers of a project. Price: as `known_in`."""
    return known_in(file.sheet.questionnaire.form, file.sheet.answers, registers_of(file))[0]


TAKEN, CHANGED = "taken", "changed"


def taken_up_in(file: ProjectFile) -> dict[str, str]:
    """The answers taken up from the pre-project: `taken` while they are as they were, `changed` since. Price: none."""
    answers = file.sheet.answers
    return {code: TAKEN if answers.get(code) == value else CHANGED for code, value in file.taken_up.items()}


@dataclass(frozen=True, slots=True)
class FrozenText:
    """A frozen text, read with the form that it carries."""

    definition: Definition
    seen: Evaluated
    fingerprint: str


def frozen_text(version: Any) -> FrozenText:
    """A version of a dossier, to read. Price: none."""
    content: dict[str, Any] = version.content
    definition = read(content["form"]["definition"])
    return FrozenText(
        definition,
        evaluate(definition, content["answers"], read_known(content.get("registers", {}))),
        version.fingerprint,
    )


def takes_part(viewer: Viewer, file: ProjectFile, chapters: Sequence[Chapter] = ()) -> bool:
    """True for the team, the three seats, and those to whom a chapter is given: they read comments and tasks.

    Price: none.
    """
    places = file.perimeters()
    mine = any(may_write(viewer, file, chapter) for chapter in chapters)
    return mine or bool(seats_of(viewer, file)) or any(viewer.may(one, places) for one in (WRITE, LEAD, EXTEND))


def people_with(
    file: ProjectFile | YearlyReview | SteeringDecision,
    permissions: Sequence[str],
    at: datetime,
    *,
    local: bool = False,
) -> list[Person]:
    """Those who hold one of these permissions on a place that contains the project, nobody of the national team.

    `local`: of the city itself only. Price: one query.
    """
    return holding(file.perimeters(), permissions, at, local=local)


def holding(
    within: frozenset[Perimeter], permissions: Sequence[str], at: datetime, *, local: bool = False
) -> list[Person]:
    """The same for any record inside these places. Price: one query."""
    places = [place for place in within - {NATIONAL} if not local or place.kind in LOCAL]
    return list(_holding(places, permissions, at))


def holders_by_permission(
    within: frozenset[Perimeter], permissions: Collection[str], at: datetime
) -> dict[str, list[Person]]:
    """The same, by permission. Price: one query."""
    places = within - {NATIONAL}
    where = Q(pk__in=[])
    for place in places:
        where |= Q(perimeter_kind=place.kind, perimeter_code=place.code)
    rights = Membership.objects.filter(
        where, role__granted__permission__in=permissions, valid_from__lte=at, valid_to__gt=at, person__is_active=True
    )
    rows = rights.select_related("person").annotate(permission=F("role__granted__permission"))
    found: dict[str, dict[int, Person]] = {}
    for one in rows.order_by("person__family_name", "person__given_name", "person__pk"):
        found.setdefault(one.permission, {})[one.person_id] = one.person
    return {permission: list(people.values()) for permission, people in found.items()}


def national_people(permission: str, at: datetime) -> list[Person]:
    """Those who hold a permission for the whole country. Price: one query."""
    return list(_holding([NATIONAL], [permission], at))


def _holding(places: Sequence[Perimeter], permissions: Sequence[str], at: datetime) -> QuerySet[Person]:
    where = Q(pk__in=[])
    for place in places:
        where |= Q(perimeter_kind=place.kind, perimeter_code=place.code)
    rights = Membership.objects.filter(
        where, role__granted__permission__in=permissions, valid_from__lte=at, valid_to__gt=at
    )
    people = Person.objects.filter(pk__in=rights.values("person"), is_active=True)
    return people.order_by("family_name", "given_name", "pk")


def people_of(file: ProjectFile, at: datetime) -> list[Person]:
    """Those who have a role in the city or speak for it: to whom a chapter, a task, a reservation may go.

    Price: one query.
    """
    return people_with(file, [READ], at)


def team_of(file: ProjectFile | YearlyReview, at: datetime) -> list[Person]:
    """Those who lead the writing, the commune with them. Price: one query."""
    return people_with(file, [LEAD], at, local=True)


def papers_of(file: ProjectFile) -> list[FilePaper]:
    """The files that a project takes up from its pre-project, in their order. Price: one query."""
    return list(FilePaper.objects.filter(file=file).select_related("stored").order_by("pk"))
