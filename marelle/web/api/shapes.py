"""From what the domains answer to what the interface promises."""

from typing import Any

from marelle.domains.observatory.queries import ProgrammeFigures, PublishedSite, PublishedSource


def site_shape(site: PublishedSite) -> dict[str, Any]:
    return {
        "id": site.id,
        "name": site.name,
        "region": site.region_code,
        "region_name": site.region_name,
        "departement": site.departement_code,
        "communes": [{"code": c.code, "name": c.name, "population": c.population} for c in site.communes],
        "quarters": list(site.quarters),
        "wave": site.wave,
        "wave_deduced": site.wave_deduced,
        "wave_or_later": site.wave_open,
        "labelled_on": site.labelled_on,
        "amounts": {str(year): cents for year, cents in sorted(site.amounts.items())},
        "totals": [
            {"first_year": total.first_year, "last_year": total.last_year, "cents": total.cents}
            for total in site.totals
        ],
        "invented": site.invented,
        "identifiers": dict(site.identifiers),
        "listings": [
            {"list": one.list_code, "number": one.number, "as_of": one.as_of, "name": one.name, "wave": one.wave}
            for one in site.listings
        ],
        "notes": [{"text": note.text, "source": _source(note.source)} for note in site.notes],
        "sources": [_source(source) for source in site.sources],
    }


def _source(source: PublishedSource) -> dict[str, Any]:
    return {"name": source.name, "url": source.url, "published_on": source.published_on}


def programme_shape(figures: ProgrammeFigures) -> dict[str, Any]:
    return {
        "name": "Cités éducatives",
        "sites": figures.sites,
        "listed": figures.listed.sites if figures.listed else None,
        "listed_on": figures.listed.as_of if figures.listed else None,
        "amounts_known": figures.amounts_known,
        "amounts_unknown": figures.amounts_unknown,
        "regions": figures.regions,
        "waves": [
            {
                "year": wave.year,
                "name": wave.name,
                "sites": wave.sites,
                "envelope": {str(year): cents for year, cents in wave.envelope.items()},
                "allocated": {str(year): cents for year, cents in wave.allocated.items()},
            }
            for wave in figures.waves
        ],
    }
