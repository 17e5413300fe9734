"""Where an organisation stands: the places of a list, and the narrowest one of those that contain it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from marelle.domains.accounts.models import Organisation
from marelle.domains.territories.queries import places_to_choose
from marelle.kernel.access import NATIONAL, Perimeter

from .showing import place_choices

COMMUNE = "commune"
GROUPS = (
    ("region", _("Une région")),
    ("academie", _("Une académie")),
    ("departement", _("Un département")),
    ("site", _("Une cité éducative")),
)
_NARROWEST = ("site", "commune", "departement", "academie", "region", "national")


def registering_places(held: frozenset[Perimeter]) -> list[tuple[Any, Any]]:
    """The places where somebody may register: anywhere in France, or their own. Price: at most four queries."""
    if NATIONAL not in held:
        return list(place_choices(held))
    found = places_to_choose()
    groups = [(label, [(f"{kind}:{code}", name) for code, name in found[kind]]) for kind, label in GROUPS]
    return [(COMMUNE, _("Une commune, écrite ci-dessous")), ("national:", _("La France entière")), *groups]


def home_of(organisation: Organisation) -> Perimeter:
    """The narrowest place in which an organisation stands. Price: none."""
    places = [place for place in organisation.perimeters() if place.kind in _NARROWEST]
    return min(places, key=lambda place: _NARROWEST.index(place.kind))
