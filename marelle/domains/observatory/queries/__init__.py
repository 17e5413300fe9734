"""Named questions of the public. Invented places are left out unless asked for; no answer names a person."""

from .figures import ProgrammeFigures, RegionCount, WaveFigures, programme_figures, sites_by_region
from .published import PublishedCommune, PublishedNote, PublishedSite, PublishedSource, StatedTotal
from .sites import published_site, published_sites, published_slugs

__all__ = [
    "ProgrammeFigures",
    "PublishedCommune",
    "PublishedNote",
    "PublishedSite",
    "PublishedSource",
    "RegionCount",
    "StatedTotal",
    "WaveFigures",
    "programme_figures",
    "published_site",
    "published_sites",
    "published_slugs",
    "sites_by_region",
]
