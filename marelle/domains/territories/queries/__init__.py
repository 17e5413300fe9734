"""Named questions about the territory."""

from .places import commune, containing, place_names, regions, search_communes
from .schools import (
    Bin,
    Distribution,
    Position,
    distribution,
    kinds_like,
    network_of,
    position,
    school,
    schools_of,
)
from .sites import last_import, site_by_slug, sites

__all__ = [
    "Bin",
    "Distribution",
    "Position",
    "commune",
    "containing",
    "distribution",
    "kinds_like",
    "last_import",
    "network_of",
    "place_names",
    "position",
    "regions",
    "school",
    "schools_of",
    "search_communes",
    "site_by_slug",
    "sites",
]
