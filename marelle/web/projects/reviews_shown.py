"""How the screens of yearly reviews say things: a figure, its change, the way from the label to the first action."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marelle.domains.projects.access.reviews import visible_reviews
from marelle.domains.projects.models import YearlyReview
from marelle.domains.projects.queries.reviews import ReviewChapter
from marelle.domains.projects.rules.reviews import Figure, FigureKind, change
from marelle.kernel.access import load
from marelle.kernel.money import euros

READ = "projects.read"
SCOPES = {"national": gettext_lazy("Comparable entre cités"), "local": gettext_lazy("Propre à cette cité")}


def review_for(request: HttpRequest, pk: int, year: int) -> YearlyReview:
    """The review of one project and year, to whoever may read it. Price: one query."""
    viewer = request.viewer  # type: ignore[attr-defined]
    return load(viewer, READ, visible_reviews(viewer), project=pk, year=year)


def in_unit(value: Decimal, unit: str) -> str:
    """A value as people write it: « 430 000 € », « 96 jours », « 1 240 h »."""
    if unit == "cents":
        return euros(int(value))
    shown = number_format(value.normalize() if value % 1 else int(value), force_grouping=True)
    if unit == "days":
        return ngettext("{n} jour", "{n} jours", int(abs(value))).format(n=shown)
    if unit == "hours":
        return _("{n}\u00a0h").format(n=shown)
    if unit == "minutes":
        return _("{n}\u00a0min").format(n=shown)
    return shown


def figure_words(figure: Figure, unit: str) -> str | None:
    """A figure to read; None where it is unknown. What some records do not tell is « au moins »."""
    if figure.value is None:
        return None
    said = in_unit(figure.value, unit)
    return _("au moins {value}").format(value=said) if figure.partial else said


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """One figure on a page: in words, with what it is worked out from, and what became of it in a year."""

    kind: FigureKind
    value: str | None
    told: str
    parts: tuple[tuple[str, int], ...]
    before: str | None
    change: str
    has_before: bool

    @property
    def scope(self) -> str:
        return str(SCOPES[self.kind.scope])


def shown_figures(chapter: ReviewChapter) -> list[ShownFigure]:
    """The figures of one chapter. Price: none."""
    return [shown_figure(*row) for row in chapter.figures]


def shown_figure(kind: FigureKind, figure: Figure, before: Figure | None) -> ShownFigure:
    told = ""
    if figure.counted and figure.said != figure.counted:
        told = _("dit par {said} sur {counted}").format(said=figure.said, counted=figure.counted)
    parts = tuple((_(str(label)), int(count)) for label, count in figure.parts)
    earlier = figure_words(before, kind.unit) if before else None
    return ShownFigure(
        kind,
        figure_words(figure, kind.unit),
        told,
        parts,
        earlier,
        change_words(kind, figure, before),
        before is not None,
    )


def change_words(kind: FigureKind, figure: Figure, before: Figure | None) -> str:
    """« + 12 », « − 3 jours », « inchangé »; nothing where one of the two is not known whole."""
    moved = change(figure, before)
    if moved is None:
        return ""
    if not moved:
        return _("inchangé")
    sign = "+" if moved > 0 else "−"
    return f"{sign}\u00a0{in_unit(abs(moved), kind.unit)}"


def review_page(review: YearlyReview, view: str, /, **content: Any) -> dict[str, Any]:
    """What every page of one review shows."""
    project = review.project
    address = [project.pk, review.year]
    views = (("project_review", _("La revue")), ("review_voices", _("Trois voix")))
    tabs = [{"label": label, "url": reverse(name, args=address), "current": name == view} for name, label in views]
    about = {"review": review, "year": str(review.year), "project": project, "site": project.site}
    return {**about, "views": tabs, **content}
