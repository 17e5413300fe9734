"""What lies in a folder of public files beside those of the territory, and why it is not taken. Pure."""

from __future__ import annotations

import re
from pathlib import PurePath

from django.utils.translation import gettext as _

from .sheets import Sheet, fold

DOCUMENTS = frozenset({"", ".md", ".txt", ".py", ".pdf", ".html"})


def not_taken(path: str, sheet: Sheet | None = None) -> str | None:
    """Why a file of a folder is not one of the territory, in a sentence; None where it may be one.

    `path` is its place in the folder: « scdl/schemas/x.json ». With its `sheet`, a list of themes is known by what it
    says, whatever its name.
    """
    place = PurePath(path)
    folders = {part.lower() for part in place.parts[:-1]}
    if "scdl" in folders:
        return _("Des subventions au format SCDL : elles ne parlent pas du territoire, elles ne sont pas prises ici.")
    if "360giving" in folders:
        return _("Des subventions au format 360Giving : elles ne sont pas prises ici.")
    if place.suffix.lower() in DOCUMENTS or place.name.startswith("."):
        return _("Un document ou un programme, pas des données.")
    if sheet is not None and _is_themes(sheet):
        return _("Les thèmes des subventions de la politique de la ville : ils ne sont pas pris ici.")
    return None


def _is_themes(sheet: Sheet) -> bool:
    """A code of one or two levels, then the label that repeats it: « 1.3 », « 1.3 - Cités éducatives »."""
    if [fold(heading) for heading in sheet.headings] != ["code", "libelle"] or not sheet.lines:
        return False
    return all(re.fullmatch(r"\d(\.\d+)?", values[0]) for _number, values in sheet.lines if values)
