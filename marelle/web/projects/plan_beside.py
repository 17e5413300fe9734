"""One cité beside those whose quarters are like its own: quartiles, never a rank, never a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.projects.queries.coverage import Coverage, alike
from marelle.engines.coverage import Beside, Ratio, compare
from marelle.web.ui.tables import Column, Table

from .plan import page_of_plan
from .plan_asked import asked_of, project_for
from .plan_poverty import poverty_of
from .plan_words import ages_words, band_words, durations, each_of

# Under this number a quartile would tell the plan of one cité.
FEWEST: Final = 4
FEATURES = {
    "quarters": gettext_lazy("nombre de quartiers"),
    "young": gettext_lazy("jeunes comptés"),
    "poverty": gettext_lazy("taux de pauvreté des quartiers"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One moment, or one age, beside the same of the others; `here`: what is offered in this cité, None: unknown."""

    label: str
    here: str | None
    beside: Beside

    def of_others(self, value: Ratio | None) -> str | None:
        """A quartile of the others, where enough of them are known."""
        if self.beside.known < FEWEST:
            return _("trop peu de cités")
        return durations(value) if value is not None else None


COLUMNS = (
    Column("quoi", gettext_lazy("Pour qui, quand"), lambda line: line.label),
    Column("ici", gettext_lazy("Ici"), lambda line: line.here),
    Column("bas", gettext_lazy("Un quart ont moins de"), lambda line: line.of_others(line.beside.lower)),
    Column("milieu", gettext_lazy("La moitié ont moins de"), lambda line: line.of_others(line.beside.median)),
    Column("haut", gettext_lazy("Un quart ont plus de"), lambda line: line.of_others(line.beside.upper)),
    Column("connues", gettext_lazy("Cités connues"), lambda line: line.beside.known, "number"),
    Column("inconnues", gettext_lazy("Cités inconnues"), lambda line: line.beside.unknown, "number"),
)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: sixteen queries at most, whatever the number of cités."""
    project = project_for(request, pk)
    asked = asked_of(request, project)
    found = alike(project, asked.year)
    coverage = found.here
    told = compare(coverage.matrix, [other.matrix for other in found.others]) if coverage.quarters else ()
    content = {
        **page_of_plan(asked, coverage),
        "plan_url": asked.url(),
        "count": len(found.others),
        "of": found.of,
        "features": [str(FEATURES[name]) for name in found.known],
        "few": len(found.others) < FEWEST,
        "fewest": FEWEST,
        "poverty": poverty_of(coverage),
        "tables": list(_tables(coverage, told)) if len(found.others) >= FEWEST else [],
    }
    return render(request, "projects/plan_beside.html", content)


def _tables(coverage: Coverage, told: Sequence[Beside]) -> Iterator[Table]:
    """By age, all of them last; then by moment."""

    def line(label: str, one: Beside) -> Line:
        return Line(label, each_of(*coverage.matrix.offered(one.ages, one.band)), one)

    ages = [line(ages_words(one.ages), one) for one in told if one.band is None]
    bands = [line(band_words(one.band), one) for one in told if one.ages is None and one.band is not None]
    yield Table(COLUMNS, ages, _("Heures offertes par jeune et par an, selon l’âge"), anchor="ages")
    yield Table(COLUMNS, bands, _("Heures offertes par jeune et par an, selon le moment"), anchor="moments")
