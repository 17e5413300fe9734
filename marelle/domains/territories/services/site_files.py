"""Importing sites from a file: new ones are opened, known ones take what the file says, from the day it says."""

from collections.abc import Callable, Mapping
from dataclasses import astuple, replace
from datetime import date

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.sheets.reading import Line

from ..models import Commune, Site, SiteCommune, SiteNote, SiteQuarter, Source
from ..rules.kinds import read_table
from ..rules.plans import compare
from ..rules.rows import SITE_COLUMNS, SOURCE_COLUMNS, SiteRow, SourceRow, site_reader, understand_source
from .importing import FileRead, ImportReport, Progress, keep_trace, report_of, silent, understood
from .sites import change_perimeter, describe_site, open_site
from .sources import cite_source


def import_sites(
    *,
    by: Viewer,
    content: bytes,
    file_name: str,
    source: Source | None = None,
    sources: bytes = b"",
    preview: bool = False,
    progress: Progress = silent,
) -> ImportReport:
    """Brings the sites to what the file says; `sources` is the file of those that its lines name by a key.

    Quarters and numbers that the file says replace those known, and its note the one of the same source; what it does
    not say stays. Communes change from the day in `since`; a perimeter that was so on that day, and changed later, is
    history. Sites that the file does not mention stay. Refuses (`FileRefused`) a file that it cannot read; lines with
    an unknown commune, an unknown source or an impossible date are refused one by one. With `preview` nothing is
    written.
    """
    by.must("territories.import")
    listed = understood(lambda: read_table(sources, SOURCE_COLUMNS, understand_source)).lines if sources else []
    understand = site_reader(dict(line.row for line in listed))
    reading = understood(lambda: read_table(content, SITE_COLUMNS, understand))
    sites = _sites()
    reading.lines = [Line(line.number, _settled(line.row, sites.get(line.row.slug))) for line in reading.lines]
    known = {slug: _row(site) for slug, site in sites.items() if not site.invented}
    plan = compare(reading, known, lambda row: row.slug, _objection(sites))
    report = report_of(plan)
    if not preview:
        with transaction.atomic():
            for number, row in enumerate([*plan.add, *plan.change], start=1):
                _bring(by, row, sites.get(row.slug))
                progress(number, report.added + report.changed, _("cités"))
            keep_trace(by, FileRead("sites", file_name, content, source), report)
    return report


def _sites() -> dict[str, Site]:
    members = SiteCommune.objects.order_by("-is_main", "commune_id")
    found = Site.objects.select_related("commune_main__departement").prefetch_related(
        Prefetch("memberships", members),
        Prefetch("quarters", SiteQuarter.objects.select_related("source").order_by("id")),
        Prefetch("notes", SiteNote.objects.select_related("source").order_by("id")),
        "identifiers",
    )
    return {site.slug: site for site in found}


def _members(site: Site, day: date | None = None) -> list[SiteCommune]:
    """The communes of a site today, or on a day."""
    found = site.memberships.all()  # type: ignore[attr-defined]
    if day is None:
        return [member for member in found if member.valid_to is None]
    return [member for member in found if member.valid_from <= day < (member.valid_to or date.max)]


def _settled(row: SiteRow, site: Site | None) -> SiteRow:
    """The row once what it does not say is taken from what is known."""
    if site is None or site.invented:
        return row
    known, notes = _row(site), site.notes.all()  # type: ignore[attr-defined]
    if not row.quarters:
        row = replace(row, quarters=known.quarters, quarters_source=known.quarters_source)
    if not row.note or (row.note, row.note_source) in [(note.text, _source_row(note.source)) for note in notes]:
        row = replace(row, note=known.note, note_source=known.note_source)
    if row.communes == tuple(member.commune_id for member in _members(site, row.since)):
        row = replace(row, communes=known.communes)
    return replace(row, identifiers=tuple(sorted((dict(known.identifiers) | dict(row.identifiers)).items())))


def _row(site: Site) -> SiteRow:
    """What is known of a site, in the shape of a line; `since` takes no part in the comparison."""
    members, quarters, notes = _members(site), site.quarters.all(), site.notes.all()  # type: ignore[attr-defined]
    return SiteRow(
        slug=site.slug,
        name=site.name,
        communes=tuple(member.commune_id for member in members),
        since=max((member.valid_from for member in members), default=date.min),
        identifiers=tuple(sorted((i.source_code, i.identifier) for i in site.identifiers.all())),  # type: ignore[attr-defined]
        quarters=tuple(quarter.name for quarter in quarters),
        quarters_source=_source_row(quarters[0].source) if quarters else None,
        point=None if site.lon is None or site.lat is None else (site.lon, site.lat),
        note=notes[0].text if notes else "",
        note_source=_source_row(notes[0].source) if notes else None,
    )


def _source_row(source: Source) -> SourceRow:
    return SourceRow(source.name, source.url, source.licence, source.published_on, source.retrieved_on)


def _objection(sites: Mapping[str, Site]) -> Callable[[SiteRow], str | None]:
    communes = dict(Commune.objects.values_list("code", "invented"))
    owners = {(i.source_code, i.identifier): site.slug for site in sites.values() for i in site.identifiers.all()}  # type: ignore[attr-defined]

    def why(row: SiteRow) -> str | None:
        site = sites.get(row.slug)
        for code in row.communes:
            if communes.get(code, True):
                return _("Commune inconnue : {code}.").format(code=code)
        for number in row.identifiers:
            if owners.setdefault(number, row.slug) != row.slug:
                return _("{number} est déjà le numéro de la cité « {slug} ».").format(
                    number=":".join(number), slug=owners[number]
                )
        if site is None:
            return None
        if site.invented or site.status != "open":
            return _("La cité « {slug} » est inventée ou fermée.").format(slug=row.slug)
        late = [member for member in _members(site) if member.valid_from >= row.since]
        if late and _row(site).communes != row.communes:
            return _("Le {day} est trop tôt pour changer les communes de la cité.").format(day=row.since.isoformat())
        return None

    return why


def _bring(by: Viewer, row: SiteRow, site: Site | None) -> None:
    quarters_source, note_source = _cited(row.quarters_source), _cited(row.note_source)
    notes = [(row.note, note_source)] if note_source else []
    numbers = dict(row.identifiers)
    if site is None:
        open_site(
            by=by,
            slug=row.slug,
            name=row.name,
            communes=row.communes,
            since=row.since,
            quarters=row.quarters,
            quarters_source=quarters_source,
            identifiers=numbers,
            point=row.point,
            notes=notes,
        )
        return
    if _row(site).communes != row.communes:
        change_perimeter(by=by, site=site, communes=row.communes, since=row.since)
    site.name, (site.lon, site.lat) = row.name, row.point or (None, None)
    site.save(update_fields=["name", "lon", "lat"])
    others = [(note.text, note.source) for note in site.notes.all() if note.source != note_source]  # type: ignore[attr-defined]
    describe_site(
        site, quarters=row.quarters, quarters_source=quarters_source, identifiers=numbers, notes=[*notes, *others]
    )
    audit.record(by, "territories.describe_site", site)


def _cited(source: SourceRow | None) -> Source | None:
    if source is None:
        return None
    name, url, licence, published_on, retrieved_on = astuple(source)
    return cite_source(name=name, url=url, licence=licence, published_on=published_on, retrieved_on=retrieved_on)
