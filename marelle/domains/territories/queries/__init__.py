"""Named questions about the territory."""

from .places import commune, containing, place_names, regions, search_communes
from .sites import last_import, site_by_slug, sites

__all__ = [
    "commune",
    "containing",
    "last_import",
    "place_names",
    "regions",
    "search_communes",
    "site_by_slug",
    "sites",
]
