"""The columns of the plan’s tables: the same for the screen, the files and the recomputation by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marelle.web.ui.tables import Column

Row = Mapping[str, Any]
ROUNDED = {"rate_low": 4, "rate_high": 4, "weekly_low": 2, "weekly_high": 2}
_CELLS: dict[str, str | Promise] = {
    "quarter": _("quartier (vide : toute la cité)"),
    "age_first": _("premier âge (vide : tous)"),
    "age_end": _("dernier âge, exclu"),
    "band": _("moment (vide : tous ; any : sans moment fixe)"),
    "theme": _("thème (vide : tous)"),
    "young_low": _("jeunes, au moins"),
    "young_high": _("jeunes, au plus (vide : inconnu)"),
    "estimated": _("jeunes estimés"),
    "actions": _("actions"),
    "minutes_low": _("minutes dans l’année, au moins"),
    "minutes_high": _("minutes dans l’année, au plus"),
    "weekly_low": _("minutes par semaine, au moins"),
    "weekly_high": _("minutes par semaine, au plus"),
    "seats_low": _("places, au moins"),
    "seats_high": _("places, au plus"),
    "offered_low": _("minutes × places, au moins"),
    "offered_high": _("minutes × places, au plus"),
    "promised_low": _("jeunes promis, au moins"),
    "promised_high": _("jeunes promis, au plus"),
    "reach_low": _("jeunes touchés, au moins"),
    "reach_high": _("jeunes touchés, au plus"),
    "rate_low": _("part touchée, au moins"),
    "rate_high": _("part touchée, au plus"),
    "shared": _("actions partagées avec d’autres cases"),
    "partial": _("actions qui débordent de l’année"),
    "silent": _("actions qui ne disent pas tout"),
}
_SLOTS: dict[str, str | Promise] = {
    "action": _("code de l’action"),
    "slot": _("créneau"),
    "operator": _("opérateur"),
    "status": _("état"),
    "days_first": _("premier jour"),
    "days_end": _("dernier jour, exclu"),
    "ages": _("âges (premier-dernier exclu)"),
    "bands": _("moments"),
    "quarters": _("quartiers (vide : toute la cité)"),
    "audience": _("public (quarters : ceux des quartiers ; everybody : toute la cité)"),
    "split": _("réparti entre quartiers"),
    "themes": _("thèmes"),
    "sessions": _("séances"),
    "rhythm": _("rythme (whole : dans l’année)"),
    "weeks": _("semaines"),
    "minutes_a_session": _("minutes par séance"),
    "minutes_low": _("minutes dans l’année, au moins"),
    "minutes_high": _("minutes dans l’année, au plus"),
    "seats": _("places de cette ligne"),
    "reach": _("jeunes de cette ligne"),
    "slot_seats": _("places du créneau"),
    "slot_reach": _("jeunes du créneau"),
    "action_reach": _("jeunes de l’action"),
    "action_by_age": _("jeunes de l’action, par âge (? : inconnu)"),
    "action_entire": _("action entière ici"),
}
_YOUNG: dict[str, str | Promise] = {
    "quarter": _("quartier"),
    "age_first": _("premier âge"),
    "age_end": _("dernier âge, exclu"),
    "young": _("jeunes"),
    "source": _("source"),
    "on": _("au"),
    "estimated": _("estimé"),
}
_POVERTY: dict[str, str | Promise] = {
    "quarter": _("quartier"),
    "name": _("nom"),
    "rate": _("taux de pauvreté, en % (vide : inconnu)"),
    "source": _("source"),
    "on": _("au"),
    "side": _("côté (poorest : un des plus pauvres ; others : les autres ; unrated : taux inconnu)"),
    "young_low": _("jeunes, au moins"),
    "young_high": _("jeunes, au plus (vide : inconnu)"),
    "offered_low": _("minutes × places, au moins"),
    "offered_high": _("minutes × places, au plus"),
}
TEXTS = frozenset(
    ("quarter", "band", "theme", "actions", "shared", "partial", "silent", "action", "slot", "operator", "status")
) | {"days_first", "days_end", "ages", "bands", "quarters", "audience", "themes", "rhythm", "source", "on"}
TEXTS |= {"action_by_age", "estimated", "split", "action_entire", "name", "side"}


def value_of(key: str, row: Row) -> Any:
    """One value as a file holds it: an exact fraction is rounded there, for a spreadsheet has none."""
    value = row[key]
    return number(value, ROUNDED.get(key, 0)) if isinstance(value, Fraction) else value


def number(value: Fraction, digits: int) -> Decimal:
    """Rounded half up, without passing by a float."""
    whole = (value.numerator * 10**digits * 2 + value.denominator) // (value.denominator * 2)
    return Decimal(whole).scaleb(-digits)


def _reader(key: str) -> Callable[[Row], Any]:
    return lambda row: value_of(key, row)


def _columns(labels: Mapping[str, str | Promise]) -> tuple[Column, ...]:
    return tuple(
        Column(key, label, _reader(key), "text" if key in TEXTS else "number", description=label)
        for key, label in labels.items()
    )


CELL_COLUMNS, SLOT_COLUMNS, YOUNG_COLUMNS = _columns(_CELLS), _columns(_SLOTS), _columns(_YOUNG)
POVERTY_COLUMNS = _columns(_POVERTY)
HOW_COLUMNS = (Column("lire", _("Comment recalculer une case à la main"), lambda line: line),)
HOW = (
    _(
        "Ce classeur contient tout ce qui entre dans la matrice et tout ce qui en sort. "
        "Une cellule vide veut dire inconnu."
    ),
    _(
        "Feuille « créneaux » : ce que les fiches disent. Feuille « jeunes » : les comptages. "
        "Feuille « cases » : le résultat."
    ),
    _("1. Choisissez une case : un quartier, un âge, un moment, et un thème si vous en voulez un."),
    _(
        "2. Dans « créneaux », gardez les lignes dont les âges, les moments, les quartiers et les thèmes "
        "rencontrent les siens. Sans quartier, un créneau vaut pour toute la cité."
    ),
    _(
        "3. Minutes : au moins, la somme de « minutes dans l’année, au moins » des créneaux qui n’ont que ce "
        "moment ; au plus, celle de « minutes dans l’année, au plus » de tous."
    ),
    _(
        "4. Places : au moins, la somme de celles des créneaux réservés à ces âges et à ce quartier ; "
        "au plus, celle de tous."
    ),
    _("5. Minutes × places : la même somme, des produits."),
    _(
        "6. Jeunes promis : au moins, le plus grand nombre dit par une action ou un créneau qui n’a lieu que dans la "
        "case ; au plus, la somme de toutes les actions. Une action qui n’a lieu qu’à ce moment et dans ce quartier "
        "y compte ce que « jeunes de l’action, par âge » dit des âges de la case. Aucune n’y compte pour plus que "
        "« jeunes de l’action », ni que ce que « jeunes de l’action, par âge » dit de ces âges."
    ),
    _(
        "7. Jeunes touchés : les jeunes promis, jamais plus que ceux qui vivent là "
        "(feuille « jeunes », mêmes âges, même quartier)."
    ),
    _("8. Un comptage dont les âges débordent de la case vaut de zéro à tous. Rien n’est estimé."),
    _(
        "9. Un total n’est pas la somme des cases : chaque action y compte une fois. "
        "Ses jeunes touchés ne sont jamais moins que la somme, sur les âges et les quartiers, de ceux qui le sont au "
        "moins, ni plus que la somme de ceux qui le sont au plus."
    ),
    _(
        "10. Part touchée : jeunes touchés sur jeunes qui vivent là. "
        "Par semaine : minutes de l’année sur les semaines du moment (36 à l’école, 8 aux vacances et en été)."
    ),
    _(
        "11. Quartiers les plus pauvres (feuille « quartiers ») : ceux dont le taux de pauvreté dépasse la médiane de "
        "ceux de la cité dont le taux est connu. L’écart est minutes × places sur les jeunes, d’un côté "
        "puis de l’autre."
    ),
)
