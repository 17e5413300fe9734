from .calendar import PublicHoliday, SchoolHoliday
from .eligibility import RuleSet
from .epcis import Epci, EpciCommune
from .figures import Figure, Indicator
from .grounds import SiteLineage, SiteName, SiteQpv, SiteSchool
from .listings import SiteListing
from .places import Academie, Commune, Departement, Region
from .provenance import ColumnMapping, ImportJob, ImportRun, Source
from .quarters import Contract, Outline, Quarter, QuarterCommune, QuarterPassage
from .schools import School, SchoolNetwork, SchoolQuarter
from .search import SearchEntry
from .sites import Site, SiteCommune, SiteIdentifier, SiteNote, SiteQuarter

__all__ = [
    "Academie",
    "ColumnMapping",
    "Commune",
    "Contract",
    "Departement",
    "Epci",
    "EpciCommune",
    "Figure",
    "ImportJob",
    "ImportRun",
    "Indicator",
    "Outline",
    "PublicHoliday",
    "Quarter",
    "QuarterCommune",
    "QuarterPassage",
    "Region",
    "RuleSet",
    "School",
    "SchoolHoliday",
    "SchoolNetwork",
    "SchoolQuarter",
    "SearchEntry",
    "Site",
    "SiteCommune",
    "SiteIdentifier",
    "SiteLineage",
    "SiteListing",
    "SiteName",
    "SiteNote",
    "SiteQpv",
    "SiteQuarter",
    "SiteSchool",
    "Source",
]
