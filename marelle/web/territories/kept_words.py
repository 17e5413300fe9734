"""What a change kept for its day will do, in words: by site that comes out, what goes there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from marelle.domains.projects.models import ChangeToCome
from marelle.domains.territories.models import Quarter, School
from marelle.domains.territories.queries import place_names
from marelle.kernel.access import Perimeter
from marelle.kernel.money import Cents, euros

Rows = list[tuple[str, list[str]]]


def facts_of(change: ChangeToCome) -> list[tuple[str, Rows]]:
    """What a change will do, by site that comes out, in words. Price: two queries at most."""
    told = change.told
    if change.kind == "rename":
        return []
    named = _names(told["parts"] if change.kind == "split" else [told])
    if change.kind == "split":
        return [(one["name"], _of_part(one, named)) for one in told["parts"]]
    lead = [(_("Chef de file"), [named.get(told["lead"], told["lead"])])] if told.get("lead") else []
    if change.kind == "merge":
        return [(told["name"], [(_("Réunit"), [site.name for site in change.sites]), *lead])]
    return [(change.sites[0].name, _moves(told, named))]


def _of_part(told: Mapping[str, Any], named: Mapping[str, str]) -> Rows:
    def names(kind: str) -> list[str]:
        return [named.get(code, code) for code in told.get(kind, ())]

    money = [f"{year}\u00a0: {euros(Cents(cents))}" for year, cents in (told.get("cents") or {}).items() if cents]
    rows = [
        (_("Communes"), names("communes")),
        (_("Quartiers"), names("quarters")),
        (_("Établissements"), names("schools")),
        (_("Chef de file"), [named.get(told["lead"], told["lead"])] if told.get("lead") else []),
        (_("Actions"), [str(len(told["actions"]))] if told.get("actions") else []),
        (_("Crédits"), money),
    ]
    return [row for row in rows if row[1]]


def _moves(told: Mapping[str, Any], named: Mapping[str, str]) -> Rows:
    """What enters and what leaves a ground."""
    before, rows = told["before"], []
    for title, first, then in ((_("Entrent"), told, before), (_("Sortent"), before, told)):
        gone = [code for kind in ("communes", "quarters", "schools") for code in first[kind] if code not in then[kind]]
        rows.append((title, [named.get(code, code) for code in gone]))
    if told["lead"] != before["lead"]:
        rows.append((_("Chef de file"), [named.get(told["lead"], told["lead"]) or _("aucun")]))
    return [row for row in rows if row[1]]


def _names(told: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The names of all places in these grounds, by code. Price: three queries at most."""
    grounds = [one for part in told for one in (part, part.get("before") or {})]

    def codes(kind: str) -> set[str]:
        return {code for ground in grounds for code in ground.get(kind, ())}

    leads = {ground["lead"] for ground in grounds if ground.get("lead")}
    communes = place_names([Perimeter("commune", code) for code in codes("communes")])
    found = {place.code: name for place, name in communes.items()}
    found |= {one.pk: one.name for one in Quarter.objects.filter(pk__in=codes("quarters"))}
    return found | {one.pk: one.shown_name for one in School.objects.filter(pk__in=codes("schools") | leads)}
