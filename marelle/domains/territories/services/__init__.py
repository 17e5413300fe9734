"""Orders about the territory."""

from .communes import import_communes
from .importing import FileRefused, ImportReport
from .inventions import InventionRefused, add_invented_commune
from .reference import load_academies, load_departements, load_points, load_regions
from .site_files import import_sites
from .sites import CommuneUnknown, SiteExists, TooEarly, change_perimeter, close_site, open_site
from .sources import cite_source

__all__ = [
    "CommuneUnknown",
    "FileRefused",
    "ImportReport",
    "InventionRefused",
    "SiteExists",
    "TooEarly",
    "add_invented_commune",
    "change_perimeter",
    "cite_source",
    "close_site",
    "import_communes",
    "import_sites",
    "load_academies",
    "load_departements",
    "load_points",
    "load_regions",
    "open_site",
]
