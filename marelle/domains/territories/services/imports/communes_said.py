"""From the commune that a line says, by a code that may be gone or by a name, to the commune of the register."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from marelle.kernel.sheets.flat import fold

from ...models import Commune
from ...rules.words import spelled_out

ARRONDISSEMENTS = {"paris": 75100, "lyon": 69380, "marseille": 13200}


@dataclass(slots=True)
class CommunesSaid:
    """The communes that a file may name: by code, and by département and name where one commune alone has that name.

    Invented communes never answer.
    """

    codes: frozenset[str]
    _named: dict[tuple[str, str], str] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    @classmethod
    def known(cls) -> CommunesSaid:
        """Every commune by its code. Price: one query."""
        return cls(frozenset(Commune.objects.filter(invented=False).values_list("code", flat=True)))

    def name_those_of(self, departements: set[str]) -> None:
        """Makes the communes of these départements answer to their names. Price: one query, none for no département."""
        if not departements:
            return
        twice: set[tuple[str, str]] = set()
        found = Commune.objects.filter(invented=False, departement__in=departements)
        for code, name, departement in found.values_list("code", "name", "departement_id"):
            key = departement, plain(name)
            if self._named.setdefault(key, code) != code:
                twice.add(key)
            self._names[code] = name
        for key in twice:
            del self._named[key]

    def by_name(self, name: str, departements: Iterable[str]) -> str:
        """The code of the commune, or of the arrondissement (« MARSEILLE 13EME »), that has this name; "" when none."""
        code = arrondissement(name)
        if code:
            return code if code in self.codes else ""
        found = (self._named.get((departement, plain(name)), "") for departement in departements)
        return next((code for code in found if code), "")

    def name(self, code: str) -> str:
        return self._names.get(code, code)


def plain(name: str) -> str:
    return fold(spelled_out(name))


def arrondissement(name: str) -> str:
    """« PARIS 18E », « Marseille 13ème arrondissement », « LYON 08 » → its code, whether or not it exists."""
    found = re.fullmatch(r"(paris|lyon|marseille)_0*(\d{1,2})_?(er|e|eme)?(_arrondissement)?", fold(name))
    return str(ARRONDISSEMENTS[found.group(1)] + int(found.group(2))) if found else ""
