"""Named questions about the territory."""

from .eligibility import published_rules, rule_sets, rules_version
from .places import commune, containing, place_names, regions, search_communes
from .sites import last_import, site_by_slug, sites

__all__ = [
    "commune",
    "containing",
    "last_import",
    "place_names",
    "published_rules",
    "regions",
    "rule_sets",
    "rules_version",
    "search_communes",
    "site_by_slug",
    "sites",
]
