"""The two lists of priority neighbourhoods, and the days on which each was in force. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .identifiers import qpv_generation


@dataclass(frozen=True, slots=True)
class Generation:
    """One list of quarters: from which day it holds, in metropolitan France and overseas, and who says so."""

    year: int
    since: date
    since_overseas: date
    source: str | Promise


GENERATIONS = {
    2015: Generation(2015, date(2015, 1, 1), date(2015, 1, 1), _("Décret 2014-1750 du 30 décembre 2014")),
    2024: Generation(
        2024,
        date(2024, 1, 1),
        date(2025, 1, 1),
        _(
            "Décret 2023-1314 du 28 décembre 2023 ; outre-mer, les codes de 2015 valent jusqu’au 31 décembre 2024 "
            "(data.gouv.fr, quartiers prioritaires de la politique de la ville)"
        ),
    ),
}


def days_of(year: int, departement: str) -> tuple[date, date | None]:
    """From which day a quarter of this list is one, and the day on which the next list replaced it (none: still)."""
    later = [other for other in sorted(GENERATIONS) if other > year]
    return _since(year, departement), _since(later[0], departement) if later else None


def _since(year: int, departement: str) -> date:
    generation = GENERATIONS[year]
    return generation.since_overseas if departement.startswith(("97", "98")) else generation.since


def generation_of(code: str) -> int:
    """2015 or 2024, for a code that is well formed."""
    year = qpv_generation(code)
    assert year is not None
    return year


def departement_in(code: str) -> str:
    """The département in the code of a quarter or of a contract: QN08004M → 80, QN02A01M → 2A, CN97101I → 971."""
    three = code[2:5]
    return three[1:] if three.startswith("0") else three
