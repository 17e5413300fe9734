"""Orders about the territory."""

from ..rules.grounds import Ground, Part, slug_of
from .calendar import fill_calendar
from .column_mappings import ColumnUnknown, remember_columns
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
from .grounds import merge_sites, rename_site, set_ground, split_site
from .import_jobs import (
    AskedHeading,
    Choices,
    ColumnTaken,
    ImportOrdered,
    KindUnknown,
    LicenceDiffers,
    asked_headings,
    carry_out_import,
    drop_import,
    open_import,
    order_import,
    prepare_import,
)
from .import_previews import Preview, preview_import
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
from .many_inventions import InventedPlace, InventedQuarter, add_invented_places, uai_of
from .reference import load_academies, load_departements, load_points, load_regions
from .site_files import import_sites
from .sites import CommuneUnknown, SiteExists, TooEarly, change_perimeter, close_site, open_site
from .sources import cite_source

__all__ = [
    "IMPORTERS",
    "AskedHeading",
    "Choices",
    "ColumnTaken",
    "ColumnUnknown",
    "CommuneUnknown",
    "FigureImpossible",
    "FileRefused",
    "Ground",
    "ImportOrdered",
    "ImportReport",
    "IndicatorUnknown",
    "InventedPlace",
    "InventedQuarter",
    "InventionRefused",
    "KindUnknown",
    "LicenceDiffers",
    "Linked",
    "Part",
    "PlaceUnknown",
    "Preview",
    "RuleSetDates",
    "RuleSetFrozen",
    "RulesMakeNoSense",
    "SiteAmount",
    "SiteExists",
    "TooEarly",
    "VintageUnknown",
    "add_figure",
    "add_invented_commune",
    "add_invented_places",
    "add_invented_quarter",
    "add_invented_school",
    "asked_headings",
    "bring",
    "carry_out_import",
    "change_perimeter",
    "checked_rules",
    "cite_source",
    "close_site",
    "draft_rules",
    "drop_draft",
    "drop_import",
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
    "merge_sites",
    "open_import",
    "open_site",
    "order_import",
    "prepare_import",
    "preview_import",
    "publish_rules",
    "recognise",
    "remember_columns",
    "rename_site",
    "say_invented_passage",
    "set_ground",
    "slug_of",
    "source_at",
    "split_site",
    "uai_of",
]
