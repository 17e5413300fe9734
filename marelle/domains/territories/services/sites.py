"""Opening a site, real with its source or invented and marked; changing its perimeter; closing it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.errors import Refused

from ..models import Commune, Site, SiteCommune, SiteIdentifier, SiteNote, SiteQuarter, Source
from ..states import SITE

SLUG = re.compile("[a-z0-9]+(-[a-z0-9]+)*")


class SiteExists(Refused):
    """There is a site of this identifier already."""

    code = "territories.site_exists"
    sentence = _("La cité « {slug} » existe déjà. Ouvrez sa page, ou choisissez un autre identifiant.")


class NameUnusable(Refused):
    """The address of a site is written with the letters and figures of its name."""

    code = "territories.name_unusable"
    sentence = _("Ce nom ne donne pas d’adresse de page : il lui faut au moins une lettre ou un chiffre.")

    def __init__(self) -> None:
        super().__init__(field="name")


class CommuneUnknown(Refused):
    """A commune of the site is not in the register."""

    code = "territories.commune_unknown"
    sentence = _("Commune inconnue : {code}. Mettez à jour la liste des communes, puis recommencez.")


class TooEarly(Refused):
    """A perimeter cannot end before it began."""

    code = "territories.too_early"
    sentence = _("Cette date est trop tôt : une commune de la cité y est entrée ce jour-là ou après.")


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
    point: tuple[float, float] | None = None,
    notes: Sequence[tuple[str, Source]] = (),
) -> Site:
    """Opens a site over communes (codes, the main one first). It is invented when its main commune is.

    `point` (longitude, latitude) is for a site that is a part of its commune; quarters need their source. Refuses
    `SiteExists`, `NameUnusable`, `CommuneUnknown`.
    """
    by.must("territories.import")
    if not SLUG.fullmatch(slug):
        raise NameUnusable
    if Site.objects.filter(slug=slug).exists():
        raise SiteExists(slug=slug)
    main = _known(communes)[communes[0]]
    lon, lat = point or (None, None)
    site = Site.objects.create(slug=slug, name=name, commune_main=main, lon=lon, lat=lat, invented=main.invented)
    _enter(site, communes, communes[0], since)
    _say(site, quarters, quarters_source, identifiers or {}, notes)
    audit.record(by, "territories.open_site", site)
    return site


def describe_site(
    site: Site,
    *,
    quarters: Sequence[str],
    quarters_source: Source | None,
    identifiers: Mapping[str, str],
    notes: Sequence[tuple[str, Source]],
) -> None:
    """Replaces what sources say of a site: its quarters, its numbers in other lists, its notes."""
    for described in (site.quarters, site.identifiers, site.notes):  # type: ignore[attr-defined]
        described.all().delete()
    _say(site, quarters, quarters_source, identifiers, notes)


def _say(
    site: Site,
    quarters: Sequence[str],
    quarters_source: Source | None,
    identifiers: Mapping[str, str],
    notes: Sequence[tuple[str, Source]],
) -> None:
    if quarters and quarters_source is not None:
        SiteQuarter.objects.bulk_create(SiteQuarter(site=site, name=q, source=quarters_source) for q in quarters)
    SiteIdentifier.objects.bulk_create(
        SiteIdentifier(site=site, source_code=code, identifier=number) for code, number in identifiers.items()
    )
    SiteNote.objects.bulk_create(SiteNote(site=site, text=text, source=source) for text, source in notes)


@transaction.atomic
def change_perimeter(*, by: Viewer, site: Site, communes: Sequence[str], since: date) -> None:
    """From `since`, the site covers exactly these communes (the main one first); what it covered before is kept, dated.

    Refuses `CommuneUnknown`, and `TooEarly` when a commune that leaves entered on that day or later.
    """
    by.must("territories.import", site.perimeters())
    found, main = _known(communes), communes[0]
    staying = set()
    for member in SiteCommune.objects.select_for_update().filter(site=site, valid_to=None):
        if member.commune_id in found and member.is_main == (member.commune_id == main):
            staying.add(member.commune_id)
            continue
        if member.valid_from >= since:
            raise TooEarly
        member.valid_to = since
        member.save(update_fields=["valid_to"])
    _enter(site, [code for code in communes if code not in staying], main, since)
    site.commune_main = found[main]
    site.save(update_fields=["commune_main"])
    audit.record(by, "territories.change_perimeter", site, facts={"communes": list(communes), "since": since})


@transaction.atomic
def close_site(*, by: Viewer, site: Site, on: date, why: str) -> None:
    """Ends a site: its communes leave it that day, its history stays. Refuses a site closed already (`MoveRefused`)."""
    by.must("territories.import", site.perimeters())
    site = Site.objects.select_for_update(of=("self",)).get(pk=site.pk)
    SITE.check(site.status, "closed")
    members = SiteCommune.objects.filter(site=site, valid_to=None)
    if members.filter(valid_from__gte=on).exists():
        raise TooEarly
    members.update(valid_to=on)
    site.status = "closed"
    site.save(update_fields=["status"])
    audit.record(by, "territories.close_site", site, why=why, facts={"on": on})


def _known(codes: Sequence[str]) -> dict[str, Commune]:
    found = Commune.objects.select_related("departement").in_bulk(codes)
    for code in codes:
        if code not in found:
            raise CommuneUnknown(code=code)
    return found


def _enter(site: Site, codes: Sequence[str], main: str, since: date) -> None:
    SiteCommune.objects.bulk_create(
        SiteCommune(site=site, commune_id=code, is_main=code == main, valid_from=since) for code in codes
    )
