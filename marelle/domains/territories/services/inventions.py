"""Invented places: they exist in demonstrations only, marked, under codes and names that no real place has."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marelle.kernel import audit, clock
from marelle.kernel.access import Viewer
from marelle.kernel.errors import Refused

from ..models import Commune, Departement
from ..models.places import plain
from ..rules.identifiers import is_commune_code


class InventionRefused(Refused):
    """Invented places exist in demonstrations only, under codes and names that no real place has."""

    code = "territories.invention_refused"
    sentence = _(
        "Un lieu inventé n’existe que dans une démonstration, sous un code et un nom qu’aucun lieu réel ne porte."
    )


@transaction.atomic
def add_invented_commune(
    *, by: Viewer, code: str, name: str, departement: str, lon: float, lat: float, population: int | None = None
) -> Commune:
    """An invented commune of a real département; the same one a second time is only given back.

    Refuses (`InventionRefused`) outside a demonstration, and a code or a name that a real commune has, however it is
    written.
    """
    by.must("territories.import")
    there = Commune.objects.select_related("departement").filter(code=code).first()
    if there is not None and there.invented:
        return there
    place = Departement.objects.filter(code=departement).first()
    sound = is_commune_code(code) and code.startswith(departement)
    real = there is not None or Commune.objects.filter(plain=plain(name), invented=False).exists()
    if real or not sound or place is None or not clock.read().is_demonstration:
        raise InventionRefused
    commune = Commune.objects.create(
        code=code,
        name=name,
        departement=place,
        lon=lon,
        lat=lat,
        population=population,
        invented=True,
    )
    audit.record(by, "territories.add_invented_commune", commune)
    return commune
