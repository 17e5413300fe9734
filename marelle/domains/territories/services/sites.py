"""Opening a site, real with its source or invented and marked."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marelle.kernel import audit, clock
from marelle.kernel.access import Viewer
from marelle.kernel.errors import Refused

from ..models import Commune, Departement, Site, SiteCommune, SiteIdentifier, SiteQuarter, Source


class SiteExists(Refused):
    """There is a site of this identifier already."""

    code = "territories.site_exists"
    sentence = _("La cité « {slug} » existe déjà. Ouvrez sa page, ou choisissez un autre identifiant.")


class CommuneUnknown(Refused):
    """A commune of the site is not in the register."""

    code = "territories.commune_unknown"
    sentence = _("Commune inconnue : {code}. Mettez à jour la liste des communes, puis recommencez.")


class InventionRefused(Refused):
    """Invented places exist in demonstrations only, under codes that no real place has."""

    code = "territories.invention_refused"
    sentence = _("Un lieu inventé n’existe que dans une démonstration, sous un code qu’aucun lieu réel ne porte.")


def cite_source(*, name: str, url: str = "", licence: str = "", published_on: date | None = None) -> Source:
    """The source of this name and address, kept once."""
    source, _new = Source.objects.get_or_create(
        name=name, url=url, defaults={"licence": licence, "published_on": published_on}
    )
    return source


def add_invented_commune(
    *, by: Viewer, code: str, name: str, departement: str, lon: float, lat: float, population: int | None = None
) -> Commune:
    """An invented commune for the demonstration. Refuses (`InventionRefused`) elsewhere, and a code that exists."""
    by.must("territories.import")
    there = Commune.objects.filter(code=code).first()
    if there is not None and there.invented:
        return there
    same_name = Commune.objects.filter(name=name, invented=False).exists()
    if there is not None or same_name or not clock.read().is_demonstration:
        raise InventionRefused
    place = Departement.objects.get(code=departement)
    commune = Commune.objects.create(
        code=code, name=name, departement=place, lon=lon, lat=lat, population=population, invented=True
    )
    audit.record(by, "territories.add_invented_commune", commune)
    return commune


@transaction.atomic
def open_site(
    *,
    by: Viewer,
    slug: str,
    name: str,
    communes: Sequence[str],
    since: date,
    quarters: Sequence[str] = (),
    quarters_source: Source | None = None,
    identifiers: Mapping[str, str] | None = None,
) -> Site:
    """Opens a site over communes (codes, the main one first). It is invented when its main commune is.

    Refuses `SiteExists`, `CommuneUnknown`.
    """
    by.must("territories.import")
    if Site.objects.filter(slug=slug).exists():
        raise SiteExists(slug=slug)
    found = Commune.objects.in_bulk(communes)
    for code in communes:
        if code not in found:
            raise CommuneUnknown(code=code)
    main = found[communes[0]]
    site = Site.objects.create(slug=slug, name=name, commune_main=main, invented=main.invented)
    SiteCommune.objects.bulk_create(
        SiteCommune(site=site, commune=found[code], is_main=code == main.code, valid_from=since) for code in communes
    )
    if quarters_source is not None:
        SiteQuarter.objects.bulk_create(SiteQuarter(site=site, name=q, source=quarters_source) for q in quarters)
    SiteIdentifier.objects.bulk_create(
        SiteIdentifier(site=site, source_code=code, identifier=number) for code, number in (identifiers or {}).items()
    )
    audit.record(by, "territories.open_site", site)
    return site
