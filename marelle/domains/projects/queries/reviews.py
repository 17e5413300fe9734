"""The questions asked about yearly reviews: what is left, what was frozen, the voices, all cités beside each other."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F

from marelle.kernel.access import Viewer
from marelle.kernel.dossiers.models import Voice
from marelle.kernel.questionnaires import Definition, Evaluated, Fault, Section, check, evaluate, read

from ..access.files import WRITE
from ..access.reviews import visible_reviews
from ..models import Project, ReviewFigure, ReviewVersion, YearlyReview
from ..rules.reviews import Figure, FigureKind, figure_kinds, kinds_of, read_figure
from .figures import figures_of
from .reserving import stepped_back_from
from .voices import SpokenSeat, asked_in, said_from


@dataclass(frozen=True, slots=True)
class ReviewChapter:
    """One chapter: its questions, its figures with those of the year before, what is missing."""

    section: Section
    faults: tuple[Fault, ...]
    figures: tuple[tuple[FigureKind, Figure, Figure | None], ...]

    @property
    def complete(self) -> bool:
        return not self.faults


@dataclass(frozen=True, slots=True)
class ReviewText:
    """A review to read or to write: its form and answers, its figures, of which day they are."""

    definition: Definition
    seen: Evaluated
    chapters: tuple[ReviewChapter, ...]
    counted_on: date
    fingerprint: str = ""

    @property
    def faults(self) -> tuple[Fault, ...]:
        return tuple(fault for one in self.chapters for fault in one.faults)

    def of(self, section: str) -> ReviewChapter | None:
        return next((one for one in self.chapters if one.section.code == section), None)


def reviews_of(project: Project) -> list[YearlyReview]:
    """The reviews of a project, the newest year first. Price: one query."""
    return list(YearlyReview.objects.filter(project=project).order_by("-year"))


def draft_of(review: YearlyReview, today: date, money: Mapping[str, int | None]) -> ReviewText:
    """A review that is being written, with the figures of today and those frozen a year before.

    Price: as `figures_of`, and one.
    """
    definition, answers = review.sheet.questionnaire.form, review.sheet.answers
    figures = figures_of(review.project, review.year, money)
    faults = check(definition, answers, {})
    seen = evaluate(definition, answers, {})
    return ReviewText(definition, seen, _chapters(review, definition, faults, figure_kinds(), figures), today)


def what_is_missing(review: YearlyReview) -> tuple[Fault, ...]:
    """The answers that only people know and that are not there. Price: none."""
    return tuple(check(review.sheet.questionnaire.form, review.sheet.answers, {}))


def frozen_review(review: YearlyReview, version: ReviewVersion) -> ReviewText:
    """A frozen review, read with the form, the formulas and the figures that it had that day. Price: one query."""
    content: dict[str, Any] = version.content
    definition = read(content["form"]["definition"])
    figures = [read_figure(one) for one in content["figures"]]
    kinds = kinds_of(content["kinds"]["figures"])
    chapters = _chapters(review, definition, (), kinds, figures)
    seen = evaluate(definition, content["answers"], {})
    return ReviewText(
        definition, seen, chapters, date.fromisoformat(content["counted_on"]), version.version.fingerprint
    )


def _chapters(
    review: YearlyReview,
    definition: Definition,
    faults: Sequence[Fault],
    kinds: Sequence[FigureKind],
    figures: Sequence[Figure],
) -> tuple[ReviewChapter, ...]:
    before, by_code = figures_before(review), {one.code: one for one in figures}
    found = []
    for section in definition.sections:
        codes = {field.code for field in section.fields}
        missing = tuple(fault for fault in faults if fault.field in codes)
        here = [kind for kind in kinds if kind.chapter == section.code and kind.code in by_code]
        shown = tuple((kind, by_code[kind.code], before.get(kind.code)) for kind in here)
        found.append(ReviewChapter(section, missing, shown))
    return tuple(found)


def figures_before(review: YearlyReview) -> dict[str, Figure]:
    """The figures of the validated review of the year before, of the same project, by code. Price: one query."""
    rows = _of_validated().filter(version__review__project=review.project_id, version__review__year=review.year - 1)
    return {row.code: as_figure(row) for row in rows}


def as_figure(row: ReviewFigure) -> Figure:
    """A row of the register of figures, as a figure."""
    return Figure(row.code, row.value, row.said, row.counted)


def _of_validated() -> Any:
    """The figures of the very version on which the three spoke."""
    rows = ReviewFigure.objects.filter(version__review__state="validated")
    return rows.filter(version__number=F("version__review__submitted"))


def version_of(review: YearlyReview, number: int | None = None) -> ReviewVersion | None:
    """The version on which the three speak, or spoke; or another by its number. Price: one query, or none."""
    wanted = review.submitted if number is None else number
    if wanted is None:
        return None
    return ReviewVersion.objects.select_related("version").filter(review=review, number=wanted).first()


def lapsed_versions(review: YearlyReview) -> list[ReviewVersion]:
    """Those that were submitted and no longer await voices, newest first, without their texts. Price: one query."""
    rows = ReviewVersion.objects.filter(review=review, lapsed_at__isnull=False)
    return list(rows.order_by("-number"))


def spoken_on(review: YearlyReview, voices: Sequence[Voice]) -> list[SpokenSeat]:
    """The seats with what each said. Who stepped back from the project has stepped back from its reviews.

    Price: one query; four more when somebody has spoken, and two when a deputy has.
    """
    return said_from(review, voices, list(stepped_back_from(review)), asked_in(voices))


def seats_left(viewer: Viewer, review: YearlyReview, said: Sequence[SpokenSeat]) -> tuple[str, ...]:
    """The seats from which a viewer may speak now, given what was spoken. Price: none."""
    return seats_to_leave(viewer, review, said) if review.state == "submitted" else ()


def seats_to_leave(viewer: Viewer, review: YearlyReview, said: Sequence[SpokenSeat]) -> tuple[str, ...]:
    """The seats from which a viewer may step back now, be the review still written; none once they spoke or stepped
    back. Price: none."""
    me, places = viewer.person_id, review.perimeters()
    gone = any(one.person_id == me for seat in said for one in seat.stepped_back)
    spoke = any(one.voice and one.voice.person_id == me for one in said)
    if me is None or review.state == "validated" or gone or spoke:
        return ()
    given = {one.seat for one in said if one.voice}
    return tuple(s.code for s in review.rule.voices.seats if s.code not in given and viewer.may(s.permission, places))


def may_write_review(viewer: Viewer, review: YearlyReview) -> bool:
    """True for the team of the project. Price: none."""
    return viewer.may(WRITE, review.perimeters())


def years_reviewed(viewer: Viewer) -> list[int]:
    """The years of which a viewer may read a validated review, newest first. Price: one query."""
    rows = visible_reviews(viewer).filter(state="validated").order_by("-year")
    return list(rows.values_list("year", flat=True).distinct())


_PLACE = "project__site__commune_main__departement__region"


@dataclass(frozen=True, slots=True)
class ComparedReview:
    """One cité in the comparison of one figure: the figure, and the one of the year before."""

    review: YearlyReview
    figure: Figure
    before: Figure | None


def compared(viewer: Viewer, year: int, code: str, region: str = "") -> list[ComparedReview]:
    """One figure over the validated reviews of a year that a viewer may read. Price: three queries at most."""
    reviews = visible_reviews(viewer).filter(state="validated", year=year).order_by("project__site__plain", "pk")
    if region:
        reviews = reviews.filter(project__site__commune_main__departement__region=region)
    # Where each is, and nothing of its text: the questions and the rules of hundreds take longer than the rest.
    found = list(reviews.select_related(None).select_related(_PLACE).defer("rule_data"))
    projects = [one.project_id for one in found]
    now, before = (_by_project(projects, one, code) for one in (year, year - 1))
    return [
        ComparedReview(one, now.get(one.project_id, Figure(code, None)), before.get(one.project_id)) for one in found
    ]


def _by_project(projects: Collection[int], year: int, code: str) -> dict[int, Figure]:
    rows = _of_validated().filter(code=code, version__review__year=year, version__review__project__in=projects)
    return {row.of: as_figure(row) for row in rows.annotate(of=F("version__review__project"))}
