"""What a site covers, and how sites split and merge without losing or doubling a quarter. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused
from marelle.kernel.states import MoveRefused


@dataclass(frozen=True, slots=True)
class Ground:
    """What a site covers: codes of communes (the main one first), quarters and schools; which collège leads, if any."""

    communes: tuple[str, ...]
    quarters: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the sites that come out of a split or a merger."""

    slug: str
    name: str
    ground: Ground


class GroundUnclear(Refused):
    """The lead collège is one of the schools, and a place stands once."""

    code = "territories.ground_unclear"
    sentence = _("{what}")


class NotYetDay(Refused):
    """What changes on the ground is recorded once it is true."""

    code = "territories.not_yet_day"
    sentence = _("Ce changement vaut à partir du {day}, qui n’est pas encore venu. Enregistrez-le ce jour-là.")
    status = 409


class NotThereYet(Refused):
    """A site that covered nothing on a day cannot split or merge that day."""

    code = "territories.not_there_yet"
    sentence = _("Le {day}, {site} ne couvrait encore rien\u00a0: choisissez un jour depuis lequel elle existe.")
    status = 409


class PartsDiffer(Refused):
    """A split loses nothing and doubles nothing."""

    code = "territories.parts_differ"
    sentence = _(
        "Les parts ne recouvrent pas exactement la cité. À revoir : {codes}. Chacun va dans une part, une seule."
    )


class SiteEnded(MoveRefused):
    """A site that split or merged does so once: what it became goes on."""

    code = "territories.site_ended"
    sentence = _("{site} a déjà pris fin, le {day}. Prennent la suite\u00a0: {names}. Changez plutôt ces cités-là.")


class TwoPartsAtLeast(Refused):
    """One part is no split."""

    code = "territories.two_parts_at_least"
    sentence = _("Une scission ou une réunion compte au moins deux cités.")


class SameName(Refused):
    """A new name is another one."""

    code = "territories.same_name"
    sentence = _("La cité porte déjà ce nom.")


def slug_of(name: str) -> str:
    """The address that a name gives a site: « Val d’Ouest » → val-d-ouest; empty for a name without a letter."""
    return re.sub("[^a-z0-9]+", "-", slugify(name))[:80].strip("-")


def check_ground(ground: Ground) -> None:
    """Refuses (`GroundUnclear`) a ground without a commune, with a place twice, or led by a school that it has not."""
    if not ground.communes:
        raise GroundUnclear(field="communes", what=_("Une cité a au moins une commune."))
    for codes in (ground.communes, ground.quarters, ground.schools):
        if len(set(codes)) < len(codes):
            raise GroundUnclear(what=_("Un même lieu est écrit deux fois."))
    if ground.lead and ground.lead not in ground.schools:
        raise GroundUnclear(field="lead", what=_("Le collège chef de file est un des établissements de la cité."))


def check_parts(whole: Ground, parts: Sequence[Part]) -> None:
    """Refuses `TwoPartsAtLeast`, `GroundUnclear`, and `PartsDiffer` unless each quarter and each school of the whole is
    in exactly one part, and its communes in at least one. Two parts may share a commune, larger than a quarter."""
    if len(parts) < 2:
        raise TwoPartsAtLeast
    for part in parts:
        check_ground(part.ground)
        if (whole.quarters or whole.schools) and not (part.ground.quarters or part.ground.schools):
            raise GroundUnclear(what=_("Chaque part a au moins un quartier ou un établissement."))
    quarters = Counter(code for part in parts for code in part.ground.quarters)
    schools = Counter(code for part in parts for code in part.ground.schools)
    wrong = {code for code, times in (quarters + schools).items() if times > 1}
    wrong |= set(quarters) ^ set(whole.quarters) | set(schools) ^ set(whole.schools)
    wrong |= {code for part in parts for code in part.ground.communes} ^ set(whole.communes)
    if wrong:
        raise PartsDiffer(codes=", ".join(sorted(wrong)))


def joined(grounds: Sequence[Ground], lead: str) -> Ground:
    """The ground of sites that merge, the communes of the first one first."""

    def all_of(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(code for ground in grounds for code in getattr(ground, name)))

    return Ground(all_of("communes"), all_of("quarters"), all_of("schools"), lead)


def check_day(on: date, today: date) -> None:
    """Refuses (`NotYetDay`) a day to come."""
    if on > today:
        raise NotYetDay(field="on", day=on.strftime("%d/%m/%Y"))
