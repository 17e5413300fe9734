"""What a source states, what an order moves, what makes two orders the same, and the refusals of the ledger. Pure."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused
from marelle.kernel.money import Cents

from ..states import ANNUAL, STATED_KINDS, UNDATED


class EnvelopeExhausted(Refused):
    """More than what is left of the year."""

    code = "funding.envelope_exhausted"
    sentence = _("L’enveloppe {year} ne suffit pas : il reste {left}, il faut {wanted}. Réduisez le montant.")
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


class AmountNotPositive(Refused):
    """Only a positive amount is written; an unknown one is not written at all."""

    code = "funding.amount_not_positive"
    sentence = _("Écrivez un montant supérieur à zéro. Un montant inconnu ne s’écrit pas.")


class AmountUnsupported(Refused):
    """Money has a source or a reason."""

    code = "funding.amount_unsupported"
    sentence = _("Donnez la source de ce montant ou la raison de ce mouvement.")


class YearOutsideProject(Refused):
    """A tranche falls in a year of the project."""

    code = "funding.year_outside_project"
    sentence = _("Le projet court de {first} à {last} : {year} n’en fait pas partie. Choisissez une de ses années.")


class BudgetExists(Refused):
    """One budget a project."""

    code = "funding.budget_exists"
    sentence = _("Le budget de ce projet est déjà ouvert. Inscrivez-y une tranche.")
    status = 409


class BudgetStopped(Refused):
    """The project ended, or its label was withdrawn."""

    code = "funding.budget_stopped"
    sentence = _("Ce projet est « {state} » : aucun montant ne peut plus lui être affecté.")
    status = 409


class ShareTooLarge(Refused):
    """Those who carry on receive no more than what the budget holds."""

    code = "funding.share_too_large"
    sentence = _("Pour {year}, les parts demandent {wanted} et le budget de la cité ne tient que {held}. Réduisez-les.")
    status = 409


class StatedYearsWrong(Refused):
    """The years of a stated amount do not go with its kind."""

    code = "funding.stated_years_wrong"
    sentence = _(
        "Donnez la première et la dernière année du montant, dans cet ordre ; aucune si la source ne les dit pas."
    )


class AlreadyReverted(Refused):
    """A movement is reverted once, and a reversal never."""

    code = "funding.already_reverted"
    sentence = _("Ce mouvement a déjà été annulé, ou est lui-même une annulation. Passez un nouvel ordre.")
    status = 409


class SpentElsewhere(Refused):
    """What should come back has moved on."""

    code = "funding.spent_elsewhere"
    sentence = _("Ce montant a été engagé depuis : il ne peut plus revenir. Annulez d’abord ce qui l’a suivi.")
    status = 409


@dataclass(frozen=True, slots=True)
class Stated:
    """What one source says: cents for each year (`annual`), for the years together (`total`), or without the years."""

    kind: str
    cents: Cents
    source_id: int
    first_year: int | None = None
    last_year: int | None = None
    note: str = ""

    def check(self) -> None:
        """Refuses an amount that is not positive, or whose years do not go with its kind."""
        if self.cents <= 0:
            raise AmountNotPositive(field="cents")
        if self.kind not in STATED_KINDS or not _years_fit(self.kind, self.first_year, self.last_year):
            raise StatedYearsWrong(field="first_year")

    def tranches(self) -> dict[int, Cents]:
        """Cents by year, for the years that the source states one by one; a total has none: it is never divided."""
        if self.kind != ANNUAL or self.first_year is None or self.last_year is None:
            return {}
        return dict.fromkeys(range(self.first_year, self.last_year + 1), self.cents)


def _years_fit(kind: str, first: int | None, last: int | None) -> bool:
    if kind == UNDATED:
        return first is None and last is None
    return first is not None and last is not None and first <= last


@dataclass(frozen=True, slots=True)
class Order:
    """One movement to post: its kind, its key, what it moves by account, and what supports it."""

    kind: str
    key: str
    legs: tuple[tuple[str, int], ...]  # (code of the account, cents)
    source_id: int | None = None
    reason: str = ""
    reverts: str = ""

    def fingerprint(self) -> str:
        """sha256 of the order without who gave it and when: the same order told twice has the same one."""
        body = [self.kind, sorted(self.legs), self.source_id, self.reason, self.reverts]
        return hashlib.sha256(json.dumps(body, ensure_ascii=False).encode()).hexdigest()


def unknown_years(years: Sequence[int], known: Sequence[int]) -> tuple[int, ...]:
    """The years of which no source states the amount."""
    return tuple(year for year in years if year not in known)


def beyond_years(total: int, first: int, last: int, posted: dict[int, Cents]) -> int:
    """What a total for several years says beyond what is already posted for those years."""
    return max(0, total - sum(cents for year, cents in posted.items() if first <= year <= last))
