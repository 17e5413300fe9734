"""One cité beside those whose quarters are like its own: quartiles, never a rank, never a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.projects.queries import offered_there
from marelle.domains.projects.queries.coverage import Alike, Coverage, alike
from marelle.engines.coverage import Beside, Matrix, Ratio, apart, compare, opened
from marelle.web.ui.tables import Column, Table

from .plan import page_of_plan
from .plan_apart import FEWEST, LEGEND, ahead, by_place, heads, lacking, lines_of, untold, with_shared
from .plan_asked import Asked, asked_of, project_for
from .plan_poverty import poverty_of
from .plan_words import ages_words, band_words, durations, each_of, more_or_less

FEATURES = {
    "quarters": gettext_lazy("Quartiers"),
    "young": gettext_lazy("Jeunes comptés"),
    "poverty": gettext_lazy("Taux de pauvreté moyen des quartiers"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One moment, or one age, beside the same of the others; `here`: what is offered in this cité, None: unknown."""

    label: str
    here: str | None
    beside: Beside

    @property
    def few(self) -> bool:
        return self.beside.known < FEWEST

    def of_others(self, value: Ratio | None) -> str | None:
        """A quartile of the others, where enough of them are known."""
        if self.few:
            return _("trop peu de cités")
        return durations(value) if value is not None else None

    @property
    def gap(self) -> str | None:
        """By how much this cité is apart from the half of the others."""
        gap = apart(self.beside)
        return _("trop peu de cités") if self.few else None if gap is None else more_or_less(gap)


COLUMNS = (
    Column("quoi", gettext_lazy("Pour qui, quand"), lambda line: line.label),
    Column("ici", gettext_lazy("Ici"), lambda line: line.here),
    Column("ecart", gettext_lazy("À côté de la moitié"), lambda line: line.gap),
    Column("bas", gettext_lazy("Un quart ont moins de"), lambda line: line.of_others(line.beside.lower)),
    Column("milieu", gettext_lazy("La moitié ont moins de"), lambda line: line.of_others(line.beside.median)),
    Column("haut", gettext_lazy("Un quart ont plus de"), lambda line: line.of_others(line.beside.upper)),
    Column("connues", gettext_lazy("Cités connues"), lambda line: line.beside.known, "number"),
    Column("inconnues", gettext_lazy("Cités inconnues"), lambda line: line.beside.unknown, "number"),
)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: seventeen queries at most, whatever the number of cités."""
    project = project_for(request, pk)
    asked = asked_of(request, project)
    found = alike(project, asked.year)
    coverage, others = found.here, [other.matrix for other in found.others]
    content = {
        **page_of_plan(asked, coverage),
        "plan_url": asked.url(),
        "count": len(others),
        "of": found.of,
        "features": list(_features(found)),
        "too_little": len(found.known) < 2,
        "few": len(others) < FEWEST,
        "fewest": FEWEST,
        "uncounted": found.uncounted,
        "uncounted_here": coverage.matrix.young().high is None,
        "poverty": poverty_of(coverage),
        **(_compared(coverage, others, asked) if len(others) >= FEWEST and coverage.quarters else {}),
    }
    return render(request, "projects/plan_beside.html", content)


def _compared(coverage: Coverage, others: Sequence[Matrix], asked: Asked) -> dict[str, Any]:
    """What differs: in sentences, cell by cell, by age, by moment. Price: one query."""
    matrix = coverage.matrix
    told = compare(matrix, others, opened)
    less = lacking(told, matrix, asked)
    return {
        "lacking": with_shared(less, offered_there([one.place for one in less], coverage.project)),
        "ahead": ahead(told, matrix, asked),
        "untold": untold(told, matrix),
        "heads": heads(),
        "lines": list(lines_of(by_place(told), matrix, asked)),
        "legend": LEGEND,
        "by_age": _by_age(told),
        "by_moment": _by_moment(coverage, compare(matrix, others, ages=(None,))),
    }


def _features(found: Alike) -> Iterator[tuple[str, str | None]]:
    """What the likeness rests on, as it is known of this cité."""
    sizes, poverty = found.features.sizes, found.features.shares["poverty"]
    for name in ("quarters", "young"):
        size = sizes[name]
        yield str(FEATURES[name]), None if size is None else number_format(size)
    percent = None if poverty is None else _("{n} %").format(n=number_format(float(poverty * 100), 1))
    yield str(FEATURES["poverty"]), percent


def _by_age(told: Sequence[Beside]) -> Table:
    """The hours open to each age in the year, all of them last."""
    lines = [Line(ages_words(one.ages), durations(one.ours), one) for one in told if one.band is None]
    return Table(COLUMNS, lines, _("Heures ouvertes dans l’année, selon l’âge"), anchor="ages")


def _by_moment(coverage: Coverage, told: Sequence[Beside]) -> Table:
    """What is offered to each young person at each moment, all ages together."""
    lines = [Line(band_words(one.band), each_of(*coverage.matrix.offered(None, one.band)), one) for one in told]
    return Table(COLUMNS, lines, _("Heures offertes par jeune et par an, selon le moment"), anchor="moments")
