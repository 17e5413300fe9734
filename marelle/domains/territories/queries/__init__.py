"""Named questions about the territory."""

from ..rules.catalogue import indicators
from ..rules.eligibility import Answer, Verdict
from ..rules.eligibility.grammar import KINDS as RULE_KINDS
from ..rules.eligibility.grammar import PARAMETERS as RULE_PARAMETERS
from .eligibility import published_rules, rule_sets, rules_version
from .facts import Eligibility, eligibility_of, quarters_of, schools_of
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
    "RULE_KINDS",
    "RULE_PARAMETERS",
    "Answer",
    "Eligibility",
    "Verdict",
    "commune",
    "containing",
    "eligibility_of",
    "indicators",
    "is_invented",
from .calendar import (
    Disagreement,
    calendar_disagreements,
    calendar_of,
    calendars,
    holidays_between,
    is_school_day,
    public_holidays_between,
)
from .listings import LastList, last_list, listed_sites, listings_of, past_communes
from .places import commune, containing, place_names, regions, search_communes
from .sites import last_import, site_by_slug, sites

__all__ = [
    "Disagreement",
    "LastList",
    "calendar_disagreements",
    "calendar_of",
    "calendars",
    "commune",
    "containing",
    "holidays_between",
    "is_school_day",
    "last_import",
    "meant_communes",
    "last_list",
    "listed_sites",
    "listings_of",
    "past_communes",
    "place_names",
    "places_to_choose",
    "published_rules",
    "quarters_of",
    "public_holidays_between",
    "regions",
    "rule_sets",
    "rules_version",
    "schools_of",
    "search_communes",
    "site_by_slug",
    "sites",
]
