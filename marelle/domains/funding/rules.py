"""Pure rules of the ledger: what an order moves, and what makes two orders the same."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused


class EnvelopeExhausted(Refused):
    """More than what is left of the year."""

    code = "funding.envelope_exhausted"
    sentence = _("L’enveloppe {year} ne suffit pas : il reste {left}, il faut {wanted}. Réduisez le montant.")
    status = 409


class EnvelopeMissing(Refused):
    """No envelope for that year."""

    code = "funding.envelope_missing"
    sentence = _("Cet appel n’a pas d’enveloppe pour {year}. Ouvrez-la avant d’y affecter un montant.")


class OrderChanged(Refused):
    """The same key with another content."""

    code = "funding.order_changed"
    sentence = _("Cet ordre a déjà été passé avec un autre contenu. Rechargez la page avant de recommencer.")
    status = 409


class NotAnAllocation(Refused):
    """Only a positive amount is allocated."""

    code = "funding.not_an_allocation"
    sentence = _("Un montant affecté est supérieur à zéro. Un montant inconnu ne s’écrit pas.")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a source says: cents for each year (`annual`), for the years together (`total`), or without years."""

    kind: str
    cents: int
    first_year: int | None
    last_year: int | None
    note: str = ""

    def tranches(self) -> dict[int, int]:
        """Cents by year, for the years that the source states one by one: nothing for a total."""
        if self.kind != "annual" or self.first_year is None or self.last_year is None:
            return {}
        return dict.fromkeys(range(self.first_year, self.last_year + 1), self.cents)


def body_of(kind: str, legs: Sequence[tuple[str, int]]) -> str:
    """The fingerprint of an order: its kind and, by account, what it moves."""
    return hashlib.sha256(json.dumps([kind, sorted(legs)]).encode()).hexdigest()


def balanced(legs: Sequence[tuple[str, int]]) -> bool:
    """True for at least two legs, none of zero, whose sum is zero."""
    return len(legs) >= 2 and all(cents for _code, cents in legs) and sum(cents for _code, cents in legs) == 0
