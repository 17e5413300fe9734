"""One line of each reference file, understood. Pure: raises ValueError with a sentence."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from .identifiers import check_commune_code

SOURCE_COLUMNS = ("key", "name", "url", "licence", "published_on", "retrieved_on")
SITE_COLUMNS = ("id", "name", "communes", "since")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """Where something was read: its name and address say which source it is, the rest what is known of it."""

    name: str
    url: str = ""
    licence: str = field(default="", compare=False)
    published_on: date | None = field(default=None, compare=False)
    retrieved_on: date | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site as a file gives it: the main commune first, the others by code.

    `since` is the day from which these communes are its own; it says when, not what, so two rows are compared without.
    """

    slug: str
    name: str
    communes: tuple[str, ...]
    since: date = field(compare=False)
    identifiers: tuple[tuple[str, str], ...] = ()
    quarters: tuple[str, ...] = ()
    quarters_source: SourceRow | None = None
    point: tuple[float, float] | None = None
    note: str = ""
    note_source: SourceRow | None = None


def understand_source(cells: Mapping[str, str]) -> tuple[str, SourceRow]:
    """A source and the key under which other files name it."""
    if not cells["key"] or not cells["name"]:
        raise ValueError(_("Une source a une clé et un nom."))
    days = (_day(cells[name]) if cells[name] else None for name in ("published_on", "retrieved_on"))
    return cells["key"], SourceRow(cells["name"], cells["url"], cells["licence"], *days)


def site_reader(sources: Mapping[str, SourceRow]) -> Callable[[Mapping[str, str]], SiteRow]:
    """Understands a site whose sources are keys of `sources`, or, for a file that comes alone, names and addresses."""
    return lambda cells: _understand_site(cells, sources)


def _understand_site(cells: Mapping[str, str], sources: Mapping[str, SourceRow]) -> SiteRow:
    slug, communes = cells["id"], tuple(check_commune_code(code) for code in cells["communes"].split())
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or len(slug) > 80:
        raise ValueError(_("« {id} » n’est pas un identifiant : des lettres minuscules et des tirets.").format(id=slug))
    if not cells["name"] or not communes or len(set(communes)) != len(communes):
        raise ValueError(_("Il faut un nom, et au moins une commune, chacune une fois."))
    identifiers = tuple(sorted(_identifier(text) for text in cells.get("identifiers", "").split()))
    if len(dict(identifiers)) != len(identifiers):
        raise ValueError(_("Une cité n’a qu’un numéro dans chaque liste."))
    quarters = tuple(dict.fromkeys(part.strip() for part in cells.get("quarters", "").split(";") if part.strip()))
    return SiteRow(
        slug=slug,
        name=cells["name"],
        communes=(communes[0], *sorted(communes[1:])),
        since=_day(cells["since"]),
        identifiers=identifiers,
        quarters=quarters,
        quarters_source=_source(cells.get("quarters_source", ""), sources, bool(quarters)),
        point=_point(cells.get("lon", ""), cells.get("lat", "")),
        note=cells.get("note", ""),
        note_source=_source(cells.get("note_source", ""), sources, bool(cells.get("note"))),
    )


def _source(text: str, sources: Mapping[str, SourceRow], wanted: bool) -> SourceRow | None:
    if not wanted:
        return None
    if text in sources:
        return sources[text]
    if sources or not text:
        raise ValueError(_("Il manque la source, ou elle n’est pas dans la liste : « {text} ».").format(text=text))
    return SourceRow(text, text if text.startswith("http") else "")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("« {text} » n’est pas un jour. Écrivez-le 2019-09-05.").format(text=text)) from None


def _identifier(text: str) -> tuple[str, str]:
    source, _colon, number = text.partition(":")
    if not re.fullmatch(r"[a-z0-9-]+", source) or not number:
        raise ValueError(_("« {text} » : un identifiant s’écrit liste:numéro.").format(text=text))
    return source, number


def _point(lon: str, lat: str) -> tuple[float, float] | None:
    if not lon and not lat:
        return None
    try:
        point = float(lon.replace(",", ".")), float(lat.replace(",", "."))
    except ValueError:
        point = (999.0, 999.0)
    if not (abs(point[0]) <= 180 and abs(point[1]) <= 90):
        raise ValueError(_("« {lon} », « {lat} » ne sont pas une longitude et une latitude.").format(lon=lon, lat=lat))
    return point
