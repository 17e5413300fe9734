"""The readers of each kind of file, in the order in which a folder is taken: what others stand on comes first."""

from __future__ import annotations

from typing import Any

from ...rules.kinds import FileKind, recognised
from ...rules.sheets import Sheet
from ..importing import Importer
from .communes import Communes
from .places import Academies, Departements, Epcis, Regions
from .school_networks import SchoolNetworks
from .schools import (
    CollegesInQuarters,
    Directory,
    IpsColleges,
    IpsEcoles,
    IpsLycees,
    NearColleges,
    PlacedColleges,
    SiteSchools,
)

_ALL: tuple[type[Importer[Any]], ...] = (
    *(Regions, Departements, Academies, Epcis, Communes),
    *(IpsEcoles, IpsColleges, IpsLycees, PlacedColleges, NearColleges, CollegesInQuarters),
    *(SchoolNetworks, Directory, SiteSchools),
)
IMPORTERS = {importer.kind.code: importer for importer in sorted(_ALL, key=lambda one: one.kind.rank)}


def kinds() -> list[FileKind]:
    """Every kind of file that Marelle reads, in order."""
    return [importer.kind for importer in IMPORTERS.values()]


def kind_of_sheet(sheet: Sheet) -> FileKind | None:
    """The kind that this sheet is, from its headings; None where no reader knows it."""
    return recognised(sheet, kinds())
