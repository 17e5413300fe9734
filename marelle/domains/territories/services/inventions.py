"""Invented places: they exist in demonstrations only, marked, under codes and names that no real place has."""

from datetime import date

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from marelle.kernel import audit, clock
from marelle.kernel.access import Viewer
from marelle.kernel.errors import Refused

from ..models import Commune, Departement, Quarter, QuarterCommune, QuarterPassage, School, SchoolNetwork, Source
from ..models.places import plain
from ..rules.identifiers import check_qpv, check_uai, is_commune_code, qpv_generation


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


@transaction.atomic
def add_invented_quarter(
    *, by: Viewer, code: str, name: str, commune: Commune, since: date, until: date | None = None
) -> Quarter:
    """An invented priority neighbourhood of an invented commune; the same one a second time is only given back.

    Refuses (`InventionRefused`) outside a demonstration, in a real commune, and a code that a real quarter has.
    """
    by.must("territories.import")
    there = Quarter.objects.filter(code=code).first()
    if there is not None and there.invented:
        return there
    _must_be_invented(there, commune)
    quarter = Quarter.objects.create(
        code=check_qpv(code),
        name=name,
        generation=qpv_generation(code) or 0,
        departement=commune.departement,
        valid_from=since,
        valid_to=until,
        invented=True,
    )
    QuarterCommune.objects.create(quarter=quarter, commune=commune)
    audit.record(by, "territories.add_invented_quarter", quarter)
    return quarter


def say_invented_passage(*, by: Viewer, before: Quarter, after: Quarter, source: Source) -> None:
    """What an invented quarter of 2015 became. Refuses (`InventionRefused`) real quarters."""
    by.must("territories.import")
    if not (before.invented and after.invented):
        raise InventionRefused
    QuarterPassage.objects.get_or_create(before=before, after=after, defaults={"basis": "source", "source": source})


@transaction.atomic
def add_invented_school(
    *,
    by: Viewer,
    uai: str,
    name: str,
    kind: str,
    commune: Commune,
    since: date,
    point: tuple[float, float] | None = None,
    network: str = "",
    head_uai: str = "",
    source: Source | None = None,
) -> School:
    """An invented public school of an invented commune; the same one a second time is only given back.

    `network` is REP, REP+ or empty. Refuses (`InventionRefused`) as `add_invented_quarter`.
    """
    by.must("territories.import")
    there = School.objects.filter(uai=uai).first()
    if there is not None and there.invented:
        return there
    _must_be_invented(there, commune)
    lon, lat = point or (None, None)
    school = School.objects.create(
        uai=check_uai(uai),
        name=name,
        kind=kind,
        sector="public",
        commune=commune,
        lon=lon,
        lat=lat,
        facts_on=since,
        invented=True,
    )
    if network:
        SchoolNetwork.objects.create(
            school=school, status=network, head_uai=head_uai, valid_from=since, seen_on=since, source=source
        )
    audit.record(by, "territories.add_invented_school", school)
    return school


def _must_be_invented(there: Model | None, commune: Commune) -> None:
    if there is not None or not commune.invented or not clock.read().is_demonstration:
        raise InventionRefused
