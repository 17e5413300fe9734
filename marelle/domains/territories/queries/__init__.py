"""Named questions about the territory."""

from .places import (
    commune,
    containing,
    is_invented,
    meant_communes,
    place_names,
    places_to_choose,
    regions,
    search_communes,
)
from .sites import last_import, site_by_slug, sites

__all__ = [
    "commune",
    "containing",
    "is_invented",
    "last_import",
    "meant_communes",
    "place_names",
    "places_to_choose",
    "regions",
    "search_communes",
    "site_by_slug",
    "sites",
]
