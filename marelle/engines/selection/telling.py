"""What an answer says in sentences: whatever it could not prove."""

from fractions import Fraction

from .canonical import canonical
from .deciding import UNRESOLVED


def notes(objective: Fraction, bound: Fraction | None, tie: str | None, asked: int, proven: int) -> list[str]:
    """None when everything is proven."""
    found = []
    if bound is None:
        found.append(
            "Cette liste est la meilleure que l’on ait trouvée\u00a0; rien ne prouve qu’il n’y en a pas de meilleure."
        )
    elif bound != objective:
        found.append(
            "Cette liste est la meilleure que l’on ait trouvée, sans preuve\u00a0: "
            f"son mérite est de {_said(objective)}, aucune ne peut dépasser {_said(bound)}."
        )
    elif tie == UNRESOLVED:
        found.append(
            "Aucune liste n’a plus de mérite, mais plusieurs peuvent en avoir autant\u00a0: "
            "la recherche s’est arrêtée avant de les départager toutes."
        )
    if proven < asked:
        found.append(
            f"{_said(asked - proven)} tirages sur {_said(asked)} n’ont pas été prouvés\u00a0: "
            "les parts portent sur les autres, et l’intervalle dit ce que ceux-là pourraient y changer."
        )
    return found


def _said(number: Fraction | int) -> str:
    """As a French reader writes it."""
    whole, _point, decimals = canonical(number).partition(".")
    spaced = f"{int(whole):,}".replace(",", "\u202f")
    return f"{spaced},{decimals}" if decimals else spaced
