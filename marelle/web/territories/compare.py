"""Up to four sites side by side, counted the same way, each figure with what it is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marelle.domains.observatory.queries import PublishedSite, published_sites
from marelle.domains.territories.queries import Portrait, SchoolsPortrait, portraits

from .columns import YEARS, wave_note, wave_said
from .schools import FAMILY_NAMES

MOST = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of one site: None is unknown; the note says what it is made of."""

    value: Any
    kind: str = "text"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One fact, for each of the sites in order."""

    label: Any
    cells: Sequence[Cell]


def show(request: HttpRequest) -> HttpResponse:
    """Price: the queries of `published_sites`, and two."""
    include = request.clock.is_demonstration  # type: ignore[attr-defined]
    every = published_sites(include_invented=include)
    asked = list(dict.fromkeys(request.GET.getlist("cite")))
    by_id = {site.id: site for site in every}
    chosen = [by_id[slug] for slug in asked if slug in by_id][:MOST]
    told = portraits({site.id: [commune.code for commune in site.communes] for site in chosen})
    context = {
        "every": every,
        "chosen": chosen,
        "places": [chosen[n].id if n < len(chosen) else "" for n in range(MOST)],
        "lines": lines(chosen, told),
        "too_many": len(asked) > MOST,
    }
    return render(request, "territories/compare.html", context)


def lines(chosen: Sequence[PublishedSite], told: dict[str, Portrait]) -> list[Line]:
    """Every fact, in the order of the page."""

    def line(label: Any, read: Callable[[PublishedSite], Cell]) -> Line:
        return Line(label, [read(site) for site in chosen])

    def of_schools(family: str, read: Callable[[SchoolsPortrait], Cell]) -> Callable[[PublishedSite], Cell]:
        return lambda site: _of(told[site.id].schools.get(family), read)

    facts = [
        line(_("Région"), lambda site: Cell(site.region_name)),
        line(_("Département"), lambda site: Cell(site.departement_name)),
        line(_("Académie"), lambda site: Cell(site.academie or None)),
        line(_("Label"), lambda site: Cell(wave_said(site), note=str(wave_note(site) or ""))),
        line(_("Communes"), lambda site: Cell(", ".join(commune.name for commune in site.communes))),
        line(_("Habitants des communes entières"), _people),
        line(_("Quartiers prioritaires de 2024"), lambda site: _quarters(told[site.id])),
    ]
    facts += [
        line(
            _("Crédits de l’État, {year}").format(year=year),
            _credits(year),
        )
        for year in YEARS
    ]
    for family, label in FAMILY_NAMES.items():
        facts.append(line(label, of_schools(family, lambda said: Cell(said.count, "number", _in_network(said)))))
        facts.append(line(_("{family} : élèves").format(family=label), of_schools(family, _pupils)))
        facts.append(line(_("{family} : IPS médian").format(family=label), of_schools(family, _ips)))
    return facts


def _of(said: SchoolsPortrait | None, read: Callable[[SchoolsPortrait], Cell]) -> Cell:
    return Cell(None, "number") if said is None else read(said)


def _people(site: PublishedSite) -> Cell:
    known = [commune.population for commune in site.communes]
    return Cell(None if None in known else sum(one or 0 for one in known), "number")


def _credits(year: int) -> Callable[[PublishedSite], Cell]:
    return lambda site: Cell(site.amounts.get(year), "amount")


def _quarters(told: Portrait) -> Cell:
    return Cell(told.quarters.get(2024), "number")


def _in_network(said: SchoolsPortrait) -> str:
    if not said.in_network:
        return _("aucun en REP ou REP+ dans la liste")
    sentence = ngettext("{count} en REP ou REP+", "{count} en REP ou REP+", said.in_network)
    return sentence.format(count=said.in_network)


def _made_of(known: int, count: int) -> str:
    return "" if known == count else _("connu pour {known} sur {count}").format(known=known, count=count)


def _pupils(said: SchoolsPortrait) -> Cell:
    return Cell(said.pupils, "number", _made_of(said.pupils_known, said.count))


def _ips(said: SchoolsPortrait) -> Cell:
    made_of = _made_of(said.ips_known, said.count)
    year = f"{said.ips_year}-{said.ips_year + 1}" if said.ips_year else ""
    return Cell(said.median_ips, "number", ", ".join(part for part in (year, made_of) if part))
