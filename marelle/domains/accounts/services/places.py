"""Where a right or an organisation stands: which perimeters contain it."""

from django.utils.translation import gettext_lazy as _

from marelle.domains.territories.queries import containing
from marelle.kernel.access import NATIONAL, Perimeter
from marelle.kernel.errors import Refused

from ..models import Organisation


class PlaceUnknown(Refused):
    """No such place: an unknown code, or an organisation other than the one acted for."""

    code = "accounts.place_unknown"
    sentence = _("Ce périmètre n’existe pas pour cette organisation. Choisissez-en un dans la liste.")


def around(place: Perimeter) -> frozenset[Perimeter]:
    """Every perimeter that contains a place, itself and the country included. Refuses `PlaceUnknown`."""
    if place == NATIONAL:
        return frozenset({NATIONAL})
    try:
        return containing(place) | {place, NATIONAL}
    except LookupError:
        raise PlaceUnknown(field="perimeter") from None


def around_for(organisation: Organisation, place: Perimeter) -> frozenset[Perimeter]:
    """The same for a right held for an organisation, which may be the place itself."""
    if place.kind != "organisation":
        return around(place)
    if place != organisation.perimeter:
        raise PlaceUnknown(field="perimeter")
    return organisation.perimeters()
