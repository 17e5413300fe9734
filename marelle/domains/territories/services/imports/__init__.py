"""The readers of each kind of file, in the order in which a folder is taken: what others stand on comes first."""

from __future__ import annotations

from typing import Any

from marelle.kernel.access import Viewer
from marelle.kernel.sheets.flat import WIDEST, Sheet, headings_of
from marelle.kernel.sheets.reading import FileUnreadable, NotATable

from ...rules.files.dictionaries import DICTIONARIES
from ...rules.files.others import OTHERS
from ...rules.kinds import FileKind, found_in, nearly, recognised
from ..generations import link_generations
from ..importing import FileRefused, Importer, everything_remembered
from .calendar import PublicHolidays, SchoolHolidays
from .cites import Cites
from .communes import Communes
from .contracts import Contracts
from .labelled import LabelledSites
from .outlines import Outlines
from .passages import Passages
from .places import Academies, Departements, Epcis, Regions
from .quarter_facts import QuarterOutlines, QuarterStats
from .quarters import Quarters
from .school_lists import (
    CollegesInQuarters,
    Directory,
    IpsColleges,
    IpsEcoles,
    IpsLycees,
    NearColleges,
    PlacedColleges,
    SiteSchools,
)
from .school_networks import SchoolNetworks

_ALL: tuple[type[Importer[Any]], ...] = (
    *(Regions, Departements, Academies, Epcis, Communes, LabelledSites, Cites, SchoolHolidays, PublicHolidays),
    *(Quarters, QuarterOutlines, Outlines, QuarterStats, Contracts, Passages),
    *(IpsEcoles, IpsColleges, IpsLycees, PlacedColleges, NearColleges, CollegesInQuarters),
    *(SchoolNetworks, Directory, SiteSchools),
)
IMPORTERS = {importer.kind.code: importer for importer in sorted(_ALL, key=lambda one: one.kind.rank)}


# Files that are known for what they are and are not taken here: other parts of Marelle, or nobody, read them.
LEFT: tuple[FileKind, ...] = (*OTHERS, DICTIONARIES)


def kinds() -> list[FileKind]:
    """Every kind of file that Marelle reads, in order."""
    return [importer.kind for importer in IMPORTERS.values()]


def kind_of(sheet: Sheet) -> FileKind | None:
    """What kind of file this is, from its headings and from what officers said of some; one that is left is known too.

    Price: one query.
    """
    return recognised(sheet, [*kinds(), *LEFT], everything_remembered())


def opened(content: bytes) -> tuple[FileKind | None, Sheet]:
    """The sheet in a file and what kind it is: None where no reader knows it. Titles may stand above its headings.

    Raises FileUnreadable. Price: one query.
    """
    return found_in(content, [*kinds(), *LEFT], everything_remembered())


def recognise(content: bytes) -> tuple[FileKind | None, Sheet]:
    """`opened`, for a file that nobody vouches for. Price: one query.

    Refuses (`FileRefused`) a file that cannot be read, unless its first line says that it is not for us, and one that
    would be known but for one column.
    """
    try:
        kind, sheet = opened(content)
    except FileUnreadable as fault:
        guess = headings_of(content)
        kind = recognised(Sheet(guess, ()), [*kinds(), *LEFT]) if guess else None
        if isinstance(fault, NotATable) or (guess and kind is not None and kind.left_because):
            return kind, Sheet(guess, ())
        if guess and kind is None and not nearly(Sheet(guess, ()), kinds()) and len(guess) <= WIDEST:
            return None, Sheet(guess, ())
        raise FileRefused(reason=str(fault)) from None
    if kind is None and (reason := nearly(sheet, kinds())):
        raise FileRefused(reason=reason)
    return kind, sheet


def link_what_files_tell(*, by: Viewer) -> dict[str, int]:
    """Draws what several files tell together; how many links were made, by name. A second time makes none."""
    linked = link_generations(by=by)
    return {"passages": linked.added + linked.corrected + linked.withdrawn}
