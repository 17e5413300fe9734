"""Orders about the territory."""

from .importing import FileRefused, ImportReport, import_communes
from .reference import load_academies, load_departements, load_points, load_regions
from .sites import SiteExists, add_invented_commune, cite_source, open_site

__all__ = [
    "FileRefused",
    "ImportReport",
    "SiteExists",
    "add_invented_commune",
    "cite_source",
    "import_communes",
    "load_academies",
    "load_departements",
    "load_points",
    "load_regions",
    "open_site",
]
