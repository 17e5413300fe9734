"""Orders about the territory."""

from .calendar import fill_calendar
from .eligibility import (
    RuleSetDates,
    RuleSetFrozen,
    RulesMakeNoSense,
    checked_rules,
    draft_rules,
    drop_draft,
    publish_rules,
)
from .figures import FigureImpossible, IndicatorUnknown, PlaceUnknown, add_figure
from .generations import Linked, link_generations
from .importing import FileRefused, ImportReport, VintageUnknown, bring
from .imports import IMPORTERS, kinds, link_what_files_tell, recognise
from .imports.communes import import_communes
from .imports.labelled import SiteAmount, listed_amounts, source_at
from .inventions import (
    InventionRefused,
    add_invented_commune,
    add_invented_quarter,
    add_invented_school,
    say_invented_passage,
)
from .reference import load_academies, load_departements, load_points, load_regions
from .site_files import import_sites
from .sites import CommuneUnknown, SiteExists, TooEarly, change_perimeter, close_site, open_site
from .sources import cite_source

__all__ = [
    "IMPORTERS",
    "CommuneUnknown",
    "FigureImpossible",
    "FileRefused",
    "ImportReport",
    "IndicatorUnknown",
    "InventionRefused",
    "Linked",
    "PlaceUnknown",
    "RuleSetDates",
    "RuleSetFrozen",
    "RulesMakeNoSense",
    "SiteAmount",
    "SiteExists",
    "TooEarly",
    "VintageUnknown",
    "add_figure",
    "add_invented_commune",
    "add_invented_quarter",
    "add_invented_school",
    "bring",
    "change_perimeter",
    "checked_rules",
    "cite_source",
    "close_site",
    "draft_rules",
    "drop_draft",
    "fill_calendar",
    "import_communes",
    "import_sites",
    "kinds",
    "link_generations",
    "link_what_files_tell",
    "listed_amounts",
    "load_academies",
    "load_departements",
    "load_points",
    "load_regions",
    "open_site",
    "publish_rules",
    "recognise",
    "say_invented_passage",
    "source_at",
]
