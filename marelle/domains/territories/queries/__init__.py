"""Named questions about the territory."""

from ..rules.catalogue import indicators
from ..rules.eligibility import Answer, Verdict
from ..rules.eligibility.grammar import KINDS as RULE_KINDS
from ..rules.eligibility.grammar import PARAMETERS as RULE_PARAMETERS
from .contracts import UnderContract, contract_of, contracts_of
from .eligibility import published_rules, rule_sets, rules_version
from .facts import Eligibility, eligibility_of, schools_of
from .figures import figures_of
from .places import commune, containing, place_names, regions, search_communes
from .quarters import passages_of, quarter, quarters, quarters_of
from .sites import last_import, site_by_slug, sites

__all__ = [
    "RULE_KINDS",
    "RULE_PARAMETERS",
    "Answer",
    "Eligibility",
    "UnderContract",
    "Verdict",
    "commune",
    "containing",
    "contract_of",
    "contracts_of",
    "eligibility_of",
    "figures_of",
    "indicators",
    "last_import",
    "passages_of",
    "place_names",
    "published_rules",
    "quarter",
    "quarters",
    "quarters_of",
    "regions",
    "rule_sets",
    "rules_version",
    "schools_of",
    "search_communes",
    "site_by_slug",
    "sites",
]
