"""Files that lie beside those of the territory, known for what they are, and left: the reason is said. Pure."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.kernel.sheets.flat import Sheet

from ..columns import Column
from ..kinds import Cells, FileKind


def left(row: Cells) -> None:
    """No line of these files is read."""


def no_themes(sheet: Sheet) -> str | None:
    """Themes have codes of one or two levels: « 1 », « 1.3 »."""
    codes = [values[0] for _number, values in sheet.lines]
    sound = bool(codes) and all(re.fullmatch(r"\d(\.\d+)?", code) for code in codes)
    return None if sound else _("Ces codes ne sont pas ceux de thèmes.")


THEMES = FileKind(
    "themes",
    gettext_lazy("Thèmes des subventions de la politique de la ville"),
    (Column("code"), Column("label", ("libelle",))),
    left,
    rank=0,
    doubt=no_themes,
    left_because=gettext_lazy("Des thèmes de subventions : ils ne disent rien d’un lieu."),
)
_SCDL = (
    *("idAttribuant", "dateConvention", "referenceDecision", "idBeneficiaire", "rnaBeneficiaire", "objet", "object"),
    *("nature", "conditionsVersement", "datesPeriodeVersement", "idRAE", "notificationUE", "pourcentageSubvention"),
    *("dispositifAide", "exercice"),
)
SUBSIDIES = FileKind(
    "subsidies",
    gettext_lazy("Subventions (SCDL)"),
    (
        Column("nomAttribuant", ("Nom attributaire*", "COLL_NOM")),
        Column("nomBeneficiaire", ("Nom du bénéficiaire*", "ATTRIB_NOM")),
        Column("montant", ("Montant total de la subvention*", "SUB_MONTANT"), required=False),
        *(Column(name, required=False) for name in _SCDL),
        *(Column(name, required=False) for name in ("COLL_SIRET", "COLL_TYPE", "ACTE_DATE", "ACTE_REF", "ANNEE")),
    ),
    left,
    rank=0,
    left_because=gettext_lazy("Des subventions : elles ne disent rien d’un lieu, elles ne sont pas prises ici."),
)
OTHERS = (THEMES, SUBSIDIES)
