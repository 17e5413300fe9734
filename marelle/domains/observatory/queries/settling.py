"""A split that was decided for a day to come, as it can be given on its day: what came meanwhile has its place."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from marelle.domains.projects.rules.placing import shared
from marelle.domains.territories.models import School
from marelle.domains.territories.services import Ground

from .splitting import Whole, actions_placed, communes_of, schools_placed

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Settled:
    """The order of a split (`told`, of the same shape), with all that is there placed; `left`: in sentences, what no
    rule places, and that somebody has to say."""

    told: Data
    left: list[str] = field(default_factory=list)


def settled_split(told: Mapping[str, Any], whole: Whole) -> Settled:
    """What was told of a site that splits, brought to what stands now.

    What is gone leaves its part. A school or an action that came goes where its places are (`place_school`,
    `propose`), a task with the person who does it (else to the first part), a right to each part; a meeting is held in
    common, a partner goes where its quarters are. What a year holds is shared in proportion to what was told of it,
    else to what the actions of each part ask. A quarter that came, a lead collège that is gone, and what its places do
    not tell, are left to somebody. Price: none; one query for a lead collège that is gone.
    """
    parts = [dict(one) for one in told["parts"]]
    left = [*_ground(parts, whole), *_schools(parts, whole), *_actions(parts, whole)]
    _communes(parts, whole)
    rights = told.get("rights")
    if rights is not None:
        every = list(range(len(parts)))
        rights = {str(one.pk): rights.get(str(one.pk), every) for one in whole.rights}
    _under_way(parts, rights or {}, whole)
    for part, cents in zip(parts, _money(told, parts, whole), strict=True):
        part["cents"] = cents
    bodies = {str(body.pk) for body, _quarters in whole.partners}
    partners = {pk: where for pk, where in (told.get("partners") or {}).items() if pk in bodies}
    return Settled({"parts": parts, "rights": rights, "partners": partners or None}, left)


def _sides(parts: Sequence[Data], *kinds: str) -> dict[str, int]:
    return {code: number for number, part in enumerate(parts, 1) for kind in kinds for code in part[kind]}


def _keep(parts: Sequence[Data], kind: str, there: Collection[Any]) -> set[Any]:
    """Leaves out of each part what is gone; what is there and stands in none."""
    for part in parts:
        part[kind] = [one for one in part.get(kind, ()) if one in there]
    return set(there) - {one for part in parts for one in part[kind]}


def _ground(parts: Sequence[Data], whole: Whole) -> list[str]:
    new = _keep(parts, "quarters", whole.held.quarters)
    names = sorted(whole.names.get(code, code) for code in new)
    return [_("Le quartier {name} est entré dans la cité depuis.").format(name=name) for name in names]


def _schools(parts: Sequence[Data], whole: Whole) -> list[str]:
    new = _keep(parts, "schools", whole.held.schools)
    proposed, left = schools_placed(whole, _sides(parts, "quarters")), []
    for school in (one for one in whole.schools if one.pk in new):
        if (place := proposed[school.pk].part) is None:
            left.append(
                _("Rien ne dit où va {name}, qui est entré dans la cité depuis.").format(name=school.shown_name)
            )
        else:
            parts[place - 1]["schools"].append(school.pk)
    for part in parts:
        if part.get("lead") and part["lead"] not in part["schools"]:
            name = _school_name(part["lead"])
            left.append(_("{name}, chef de file de {part}, n’y est plus.").format(name=name, part=part["name"]))
    return left


def _communes(parts: Sequence[Data], whole: Whole) -> None:
    """Each part keeps the communes that were told, the main one first, and takes those of the places that came."""
    told = {code for part in parts for code in part["communes"]}
    for number, part in enumerate(parts, 1):
        codes = {*part["quarters"], *part["schools"]}
        held = [code for code in part["communes"] if code in whole.communes]
        came = [c for c in communes_of(whole, number, codes) if c not in told or whole.communes[c].places & codes]
        part["communes"] = list(dict.fromkeys([*held, *came]))


def _school_name(code: str) -> str:
    """Price: one query, for a lead collège that is gone."""
    found = School.objects.filter(pk=code).first()
    return found.shown_name if found else code


def _actions(parts: Sequence[Data], whole: Whole) -> list[str]:
    new = _keep(parts, "actions", [one.pk for one in whole.actions])
    proposed, left = actions_placed(whole, _sides(parts, "quarters", "schools")), []
    for action in (one for one in whole.actions if one.pk in new):
        if (place := proposed[action.pk].part) is None:
            left.append(
                _("Rien ne dit où va l’action {code} ({title}), ouverte depuis.").format(
                    code=action.code, title=action.title
                )
            )
        else:
            parts[place - 1]["actions"].append(action.pk)
    return left


def _under_way(parts: Sequence[Data], rights: Mapping[str, Sequence[int]], whole: Whole) -> None:
    _keep(parts, "decisions", [one.pk for one in whole.decisions])
    tasks = _keep(parts, "tasks", [one.pk for one in whole.under_way.tasks])
    for task in (one for one in whole.under_way.tasks if one.pk in tasks):
        goes = {
            place for one in whole.rights if one.person_id == task.owner_id for place in rights.get(str(one.pk), ())
        }
        parts[next(iter(goes)) if len(goes) == 1 else 0]["tasks"].append(task.pk)
    _keep(parts, "meetings", [one.pk for one in whole.under_way.meetings])


def _money(told: Mapping[str, Any], parts: Sequence[Data], whole: Whole) -> list[dict[str, int]]:
    """What each part receives of what each year holds now."""
    found: list[dict[str, int]] = [{} for _part in parts]
    for year, cents in whole.amounts.items():
        said = [int((part.get("cents") or {}).get(str(year), 0)) for part in parts]
        kept = max(0, int((told.get("amounts") or {}).get(str(year), sum(said))) - sum(said))  # what stays where it is
        weights = [*said, kept] if sum(said) + kept else _asked(parts, whole, year)
        for place, share in enumerate(shared(int(cents), weights)[0][: len(parts)]):
            if share:
                found[place][str(year)] = share
    return found


def _asked(parts: Sequence[Data], whole: Whole, year: int) -> list[int]:
    here = [one for one in whole.actions if one.year == year and one.asked]
    return [sum(int(one.asked or 0) for one in here if one.pk in part["actions"]) for part in parts]


def settled_ground(told: Mapping[str, Any], now: Ground) -> Settled:
    """The ground of a site that was to change, brought to what it covers now: what was to enter enters, what was to
    leave leaves, what came meanwhile stays. `told["before"]`: what it covered when that was decided. Price: none."""
    before, wanted = told["before"], {kind: list(told[kind]) for kind in ("communes", "quarters", "schools")}
    for kind in wanted:
        came = [one for one in getattr(now, kind) if one not in before[kind]]
        gone = {one for one in before[kind] if one not in getattr(now, kind)}
        wanted[kind] = list(dict.fromkeys([*(one for one in wanted[kind] if one not in gone), *came]))
    lead = told["lead"] if told["lead"] != before["lead"] else now.lead
    left = []
    if lead and lead not in wanted["schools"]:
        left.append(_("{name}, choisi comme chef de file, n’est plus dans la cité.").format(name=_school_name(lead)))
    return Settled({**wanted, "lead": lead}, left)
