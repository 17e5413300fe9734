"""Whose right in a commune no longer reaches what becomes of a cité: said by name, with what may be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from marelle.domains.accounts.models import Membership

from .ground_forms import right_words


def not_reached(
    rights: Sequence[Membership], before: Iterable[str], after: Mapping[str, str], names: Mapping[str, str]
) -> list[str]:
    """In sentences: of each right held in a main commune from `before`, what becomes of a cité (`after`: its main
    commune, by its name) that it does not reach; who holds the same role there, or whom to ask. Nobody is given the
    voice of a commune that is not theirs."""
    found = []
    for right in (one for one in rights if one.perimeter_code in set(before)):
        for place, commune in after.items():
            if commune == right.perimeter_code:
                continue
            there = [
                one.person.full_name for one in rights if one.perimeter_code == commune and one.role_id == right.role_id
            ]
            what = (
                _("{names} tient ce rôle à {commune}, et l’a donc dans {place}.")
                if there
                else _(
                    "Personne ne tient ce rôle à {commune}\u00a0: invitez sa mairie, ou changez la commune principale."
                )
            ).format(names=", ".join(there), commune=names.get(commune, commune), place=place)
            said = _("{who} n’atteint pas {place}, dont la commune principale est {commune}.").format(
                who=right_words(right), place=place, commune=names.get(commune, commune)
            )
            found.append(f"{said} {what}")
    return found
