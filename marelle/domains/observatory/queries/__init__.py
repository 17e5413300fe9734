"""Named questions of the public. Invented places are left out unless asked for; no answer names a person."""

from .figures import (
    ProgrammeFigures,
    RegionCount,
    RegisterChoices,
    WaveFigures,
    programme_figures,
    register_choices,
)
from .published import (
    PublishedCommune,
    PublishedListing,
    PublishedNote,
    PublishedSite,
    PublishedSource,
    StatedTotal,
)
from .sites import narrowed, published_site, published_sites, published_slugs

__all__ = [
    "ProgrammeFigures",
    "PublishedCommune",
    "PublishedListing",
    "PublishedNote",
    "PublishedSite",
    "PublishedSource",
    "RegionCount",
    "RegisterChoices",
    "StatedTotal",
    "WaveFigures",
    "narrowed",
    "programme_figures",
    "published_site",
    "published_sites",
    "published_slugs",
    "register_choices",
]
