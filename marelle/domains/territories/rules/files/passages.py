"""What became of the quarters of 2015 in the list of 2024, as a source states it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import cells
from ..columns import Column, words
from ..identifiers import check_qpv, qpv_generation
from ..kinds import Cells, FileKind, Provenance


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A quarter of 2015 and a quarter of 2024 that it became; the part of its surface, None when it is not said."""

    before: str
    after: str
    share: Decimal | None = None


def understand_passage(row: Cells) -> PassageRow:
    if not row["after"].strip():
        raise ValueError(_("Ce quartier n’a pas de suite dans la liste de 2024 : rien à relier."))
    before, after = check_qpv(row["before"]), check_qpv(row["after"])
    if (qpv_generation(before), qpv_generation(after)) != (2015, 2024):
        raise ValueError(_("Il faut d’abord un code de 2015 (QP…), puis un code de 2024 (QN…)."))
    return PassageRow(before, after, _share(row))


def _share(row: Cells) -> Decimal | None:
    """As a part of one; a column of percentages says so in its name, or has values above one."""
    text = row["share"] or row["percent"]
    value = cells.decimal(text)
    if value is None:
        return None
    if row["percent"] or "%" in text or value > 1:
        value /= 100
    if not 0 < value <= 1:
        raise ValueError(_("« {text} » n’est pas une part de surface.").format(text=text))
    return max(value.quantize(Decimal("0.0001")), Decimal("0.0001"))


BEFORE = words(
    "code_qp_2015 code_qpv_2015 code_qp2015 code_qpv2015 code_quartier_2015 quartier_2015 qp_2015 qpv_2015 qp2015 "
    "qpv2015 code_qp_15 code_2015 ancien_code ancien_code_qp ancien_code_qpv code_qp_ancien code_qpv_ancien qp"
)
AFTER = words(
    "code_qp_2024 code_qpv_2024 code_qp2024 code_qpv2024 code_quartier_2024 quartier_2024 qp_2024 qpv_2024 qp2024 "
    "qpv2024 code_qp_24 code_2024 nouveau_code nouveau_code_qp nouveau_code_qpv code_qp_nouveau code_qpv_nouveau qn"
)
PASSAGES = FileKind(
    "passages",
    gettext_lazy("Passage des quartiers de 2015 à ceux de 2024"),
    (
        Column("before", BEFORE),
        Column("after", AFTER),
        Column("share", ("part", "part_surface", "part_de_surface", "taux"), required=False),
        Column("percent", ("pourcentage", "pct", "pct_surface", "pourcentage_surface", "taux_recouvrement"), False),
        Column("before_name", ("lib_qp_2015", "nom_qp_2015", "lib_qpv_2015", "nom_qpv_2015", "ancien_nom"), False),
        Column("after_name", ("lib_qp_2024", "nom_qp_2024", "lib_qpv_2024", "nom_qpv_2024", "nouveau_nom"), False),
        Column("communes", ("insee_com", "code_insee", "code_commune"), False),
        Column("commune_names", ("lib_com", "nom_commune"), False),
    ),
    understand_passage,
    rank=15,
    provenance=Provenance("ANCT, passage des quartiers prioritaires de 2015 à ceux de 2024"),
)
