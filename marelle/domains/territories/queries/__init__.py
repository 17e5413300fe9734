"""Named questions about the territory."""

from .places import commune, communes_named, containing, place_names, regions
from .sites import site_by_slug, sites

__all__ = ["commune", "communes_named", "containing", "place_names", "regions", "site_by_slug", "sites"]
