"""The coverage of the week in the pack of the committee: a table for each quarter, moments down, ages across."""

from __future__ import annotations

from django.utils.translation import gettext as _

from marelle.domains.projects.queries.coverage import AGES, Coverage
from marelle.domains.projects.rules.bands import TIME_BANDS
from marelle.engines.coverage import Ages

from .document import Part
from .plan_squares import in_short, looks_of
from .plan_words import ages_words, people_short, quarter_name

MOST_QUARTERS = 8  # of the largest cités; the screen and the workbook have them all


def coverage_parts(told: Coverage) -> list[Part]:
    """The matrix as the screen draws it, in words. Price: none."""
    shown = told.quarters[:MOST_QUARTERS]
    return [_of_quarter(told, quarter.pk) for quarter in shown] or [_of_quarter(told, None)]


def _of_quarter(told: Coverage, quarter: str | None) -> Part:
    return Part(
        title=_("La couverture\u00a0: {quarter}").format(quarter=quarter_name(told, quarter)),
        nothing="",
        note=_(
            "Jeunes touchés sur jeunes qui vivent là, à chaque moment de {year}. Ce que disent les fiches est prévu, "
            "pas observé. Trou\u00a0: des jeunes vivent là, rien n’est ouvert pour eux."
        ).format(year=told.year),
        heads=[_("Moment"), *(_head(told, ages, quarter) for ages in AGES)],
        rows=[[str(band.label), *(_cell(told, ages, band.code, quarter) for ages in AGES)] for band in TIME_BANDS],
        widths=(1.7, *(1.25 for _age in AGES)),
    )


def _head(told: Coverage, ages: Ages, quarter: str | None) -> str:
    living = told.matrix.cell(ages, None, quarter).young
    return f"{ages_words(ages)}, {_('jeunes inconnus') if living.unknown else people_short(living)}"


def _cell(told: Coverage, ages: Ages, band: str, quarter: str | None) -> str:
    cell = told.matrix.cell(ages, band, quarter)
    tone, said, _more, word = looks_of(told.matrix, cell, quarter)
    if tone in ("hole", "hole-unknown"):
        return word
    short, of, _small = in_short(told.matrix, cell, tone)
    return f"{short} {of}".strip() or said or word
