"""Named questions about the territory."""

from ..rules.catalogue import indicators
from ..rules.eligibility import Answer, Verdict
from ..rules.eligibility.grammar import KINDS as RULE_KINDS
from ..rules.eligibility.grammar import PARAMETERS as RULE_PARAMETERS
from .around import communes, communes_of_epci, epci, epci_of, history_of, outline_of, sites_over, with_arrondissements
from .calendar import (
    Disagreement,
    all_public_holidays_between,
    calendar_disagreements,
    calendar_of,
    calendars,
    holidays_between,
    holidays_of,
    is_school_day,
    public_holidays_between,
    school_years_known,
)
from .contracts import UnderContract, contract_of, contracts_of
from .eligibility import published_rules, rule_sets, rules_version
from .facts import Eligibility, eligibility_of
from .figures import figures_of
from .imports import import_jobs, newest_readings, reading, readings
from .listings import LastList, last_list, listings_of, past_communes
from .located_sheets import LocatedSheet, SheetRefused, locate_sheet
from .locating import ManyLocated, NearestQuarter, Whereabouts, locate, locate_many, outlines_known
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
from .portraits import Portrait, SchoolsPortrait, portraits
from .quarters import passages_of, quarter, quarters, quarters_of
from .schools import (
    Bin,
    Distribution,
    Position,
    distribution,
    kinds_like,
    network_of,
    position,
    school,
    schools,
    schools_near,
    schools_of,
)
from .search import FoundPlace, search_places
from .sites import last_import, site_by_slug, sites

__all__ = [
    "RULE_KINDS",
    "RULE_PARAMETERS",
    "Answer",
    "Bin",
    "Disagreement",
    "Distribution",
    "Eligibility",
    "FoundPlace",
    "LastList",
    "LocatedSheet",
    "ManyLocated",
    "NearestQuarter",
    "Portrait",
    "Position",
    "SchoolsPortrait",
    "SheetRefused",
    "UnderContract",
    "Verdict",
    "Whereabouts",
    "all_public_holidays_between",
    "calendar_disagreements",
    "calendar_of",
    "calendars",
    "commune",
    "communes",
    "communes_of_epci",
    "containing",
    "contract_of",
    "contracts_of",
    "distribution",
    "eligibility_of",
    "epci",
    "epci_of",
    "figures_of",
    "history_of",
    "holidays_between",
    "holidays_of",
    "import_jobs",
    "indicators",
    "is_invented",
    "is_school_day",
    "kinds_like",
    "last_import",
    "last_list",
    "listings_of",
    "locate",
    "locate_many",
    "locate_sheet",
    "meant_communes",
    "network_of",
    "newest_readings",
    "outline_of",
    "outlines_known",
    "passages_of",
    "past_communes",
    "place_names",
    "places_to_choose",
    "portraits",
    "position",
    "public_holidays_between",
    "published_rules",
    "quarter",
    "quarters",
    "quarters_of",
    "reading",
    "readings",
    "regions",
    "rule_sets",
    "rules_version",
    "school",
    "school_years_known",
    "schools",
    "schools_near",
    "schools_of",
    "search_communes",
    "search_places",
    "site_by_slug",
    "sites",
    "sites_over",
    "with_arrondissements",
]
