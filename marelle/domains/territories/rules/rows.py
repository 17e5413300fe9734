"""One line of each reference file, understood. Pure: raises ValueError with a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .identifiers import is_commune_code

COMMUNE_COLUMNS = ("code", "name", "departement", "population")


@dataclass(frozen=True, slots=True)
class CommuneRow:
    """A commune as a file gives it; a population left blank is unknown."""

    code: str
    name: str
    departement: str
    population: int | None


def understand_commune(cells: Mapping[str, str]) -> CommuneRow:
    code, name, population = cells["code"].upper(), cells["name"], cells["population"].replace(" ", "")
    if not is_commune_code(code):
        raise ValueError(_("« {code} » n’est pas un code de commune.").format(code=cells["code"]))
    if not name:
        raise ValueError(_("La commune {code} n’a pas de nom.").format(code=code))
    if population and not (population.isascii() and population.isdigit()):
        raise ValueError(_("« {text} » n’est pas une population.").format(text=cells["population"]))
    return CommuneRow(code, name, cells["departement"].upper(), int(population) if population else None)
