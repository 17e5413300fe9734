"""What the cells of the entry workbook hold beyond the usual kinds: a SIRET, an action of the cité, its grants."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from marelle.domains.projects.models import Action
from marelle.domains.territories.rules.identifiers import IdentifierFault, check_rna, check_siret
from marelle.kernel.sheets.books import Place
from marelle.kernel.tables.cells import CellRefused, NotThereYet, nearest
from marelle.kernel.words import plain

SHOWN = 60
_ROUNDED = re.compile(r"\d[.,]\d+E\+?\d+", re.IGNORECASE | re.ASCII)
_CODE = re.compile(r"A-?(\d{1,6})\b", re.ASCII | re.IGNORECASE)

_ANOTHER = re.compile(r"\bA-\d", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """A SIRET or an RNA number, as a spreadsheet leaves it: spaces, points, a decimal, lost zeros."""

    kind: str  # siret, rna

    def read(self, text: str) -> str:
        said = "".join(text.split()).replace("\u00a0", "").replace("\u202f", "")
        if self.kind == "siret":
            said = re.sub(r"[.,]0+$", "", said)
            if _ROUNDED.fullmatch(said):
                raise CellRefused(
                    _("«\u00a0{text}\u00a0»\u00a0: le tableur a arrondi ce numéro. Tapez ses quatorze chiffres").format(
                        text=text[:SHOWN]
                    )
                )
            said = said.replace(".", "").replace("-", "")
            if said.isdecimal() and 9 < len(said) < 14:
                said = said.zfill(14) if _is_siret(said.zfill(14)) else said
        try:
            return check_siret(said) if self.kind == "siret" else check_rna(said)
        except IdentifierFault as fault:
            raise CellRefused(f"«\u00a0{text[:SHOWN]}\u00a0»\u00a0: {str(fault).rstrip('.')}") from None

    def tell(self, value: Any) -> str | None:
        return str(value) if value else None

    def plain(self, value: Any) -> str:
        return str(value or "")


@dataclass(frozen=True, slots=True)
class GrantNamed:
    """A grant by its number, or by the name that its line gave itself in this workbook; the value is its number."""

    made: Mapping[str, Any]

    def read(self, text: str) -> str:
        found = self.made.get(plain(text))
        return str(found.grant.code) if found is not None else text.strip()[:SHOWN]

    def tell(self, value: Any) -> str | None:
        return value or None

    def plain(self, value: Any) -> str:
        return plain(value) if value else ""


def _is_siret(text: str) -> bool:
    try:
        check_siret(text)
    except IdentifierFault:
        return False
    return True


class ActionNamed:
    """An action of the cité: by its number, by its whole name, or by the name that its line gave itself. The value is
    the action."""

    def __init__(
        self, actions: Sequence[Action], made: Mapping[str, Any], refused: Mapping[str, Place] | None = None
    ) -> None:
        self.refused = refused or {}
        self.by_number = {one.number: one for one in actions}
        self.by_title: dict[str, list[Action]] = {}
        for one in actions:
            self.by_title.setdefault(plain(one.title), []).append(one)
        self.made = made

    def read(self, text: str) -> Action:
        words = plain(text)
        if words in self.made:
            found: Action = self.made[words]
            return found
        code = _CODE.match(text.strip())
        if code and int(code[1]) in self.by_number:
            return self._numbered(text, self.by_number[int(code[1])], text.strip()[code.end() :])
        same = self.by_title.get(words, [])
        if len(same) == 1:
            return same[0]
        if same:
            codes = ", ".join(one.code for one in same)
            words = _(
                "plusieurs actions s’appellent «\u00a0{text}\u00a0» ({codes})\u00a0: écrivez le numéro de la bonne"
            )
            raise CellRefused(words.format(text=text[:SHOWN], codes=codes))
        if words in self.refused:
            told = _("«\u00a0{text}\u00a0» est refusée plus haut ({place})\u00a0: corrigez-la d’abord")
            raise CellRefused(told.format(text=text[:SHOWN], place=self.refused[words]))
        near = nearest({name: found[0].title for name, found in self.by_title.items() if name}, text)
        if near:
            words = _("«\u00a0{text}\u00a0» n’est pas une action d’ici. Vouliez-vous dire «\u00a0{near}\u00a0»\u00a0?")
            raise NotThereYet(words.format(text=text[:SHOWN], near=near[0]))
        words = _(
            "«\u00a0{text}\u00a0» n’est pas une action d’ici\u00a0: écrivez son numéro ou son nom, comme dans la "
            "feuille des actions"
        )
        raise NotThereYet(words.format(text=text[:SHOWN]))

    def _numbered(self, text: str, action: Action, name: str) -> Action:
        """The action of a number. The name beside it may have changed since, but it is not that of another one: a
        spreadsheet that fills down counts « A-005, A-006 » and leaves the name."""
        others = [one for one in self.by_title.get(plain(name), []) if one is not action]
        if _ANOTHER.search(name) or (others and plain(name) != plain(action.title)):
            words = _("«\u00a0{text}\u00a0» nomme deux actions\u00a0: gardez le numéro de la bonne, ou son nom")
            raise CellRefused(words.format(text=text[:SHOWN]))
        return action

    def tell(self, value: Action | None) -> str | None:
        return f"{value.code} {value.title}".strip() if value is not None else None

    def plain(self, value: Action | None) -> str:
        return "" if value is None else str(value.pk)

    @property
    def offered(self) -> list[str]:
        return [f"{one.code} {one.title}".strip() for _number, one in sorted(self.by_number.items())]
