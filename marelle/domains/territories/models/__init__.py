from .places import Academie, Commune, Departement, Region
from .provenance import ImportRun, Source
from .sites import Site, SiteCommune, SiteIdentifier, SiteNote, SiteQuarter

__all__ = [
    "Academie",
    "Commune",
    "Departement",
    "ImportRun",
    "Region",
    "Site",
    "SiteCommune",
    "SiteIdentifier",
    "SiteNote",
    "SiteQuarter",
    "Source",
]
