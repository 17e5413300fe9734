"""What was paid of the grants of a cité, a payment a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from marelle.domains.projects.access.actions import READ
from marelle.kernel.errors import Refused
from marelle.kernel.money import Cents, euros
from marelle.kernel.tables import NEW_ONLY, Amount, Asked, Column, Day, Text, WorkingTable, needs
from marelle.kernel.words import plain

from ...access import RECORD
from ...models import Grant, Payment
from ...queries import GrantTold, financers, grants_of, grants_of_project, payments_of
from ..granting import pay_grant
from .cells import GrantNamed
from .grants import RESUMED, action_named, financer, support, told_key


class NoSuchGrant(Refused):
    """A payment is of a grant that is there."""

    code = "funding.no_such_grant"
    sentence = _(
        "Aucune subvention de «\u00a0{financer}\u00a0» n’est inscrite pour «\u00a0{action}\u00a0». Ajoutez-la dans la "
        "feuille des subventions, ou corrigez le financeur."
    )


class SeveralGrants(Refused):
    """The line does not say of which of them."""

    code = "funding.several_grants"
    sentence = _(
        "«\u00a0{action}\u00a0» a plusieurs subventions de «\u00a0{financer}\u00a0»\u00a0: {codes}. Écrivez laquelle."
    )


class NotOneOfThem(Refused):
    """The name given is not that of a grant of this action and this financer."""

    code = "funding.not_one_of_them"
    sentence = _(
        "«\u00a0{text}\u00a0» n’est pas une subvention de «\u00a0{financer}\u00a0» pour «\u00a0{action}\u00a0». "
        "Choisissez parmi\u00a0: {codes}."
    )


@dataclass(frozen=True, slots=True)
class PaymentTold:
    """One payment with its grant and its cents."""

    payment: Payment
    grant: Grant
    cents: Cents
    alone: bool = True  # whether its grant is the only one of its financer for its action

    @property
    def of_grant(self) -> str:
        """Which grant, where it has to be said."""
        return "" if self.alone else self.grant.code


def _rows(asked: Asked) -> Sequence[PaymentTold]:
    """Price: two queries."""
    grants = {one.grant.pk: one.grant for one in grants_of_project(asked.ground)}
    paid, many = payments_of(grants.values()), Counter((one.action_id, one.financer) for one in grants.values())
    return [
        PaymentTold(one, grant, cents, many[grant.action_id, grant.financer] == 1)
        for number, each in paid.items()
        for one, cents in each
        for grant in [grants[number]]
    ]


def _grant_named(asked: Asked) -> GrantNamed:
    return GrantNamed(asked.made.get("grants", {}))


def _open(asked: Asked, said: Mapping[str, Any]) -> PaymentTold:
    told, reference = _grant_of(asked, said), said.get("reference") or RESUMED
    cents = Cents(said["amount"])
    key = told_key("pay", asked, told.grant.pk, cents, said["paid_on"], reference)
    payment = pay_grant(
        by=asked.by,
        at=asked.at,
        grant=told.grant,
        cents=cents,
        paid_on=said["paid_on"],
        key=_free_key(key),
        reference=reference,
    )
    return PaymentTold(payment, told.grant, cents)


def _free_key(base: str) -> str:
    """The key of a payment that stands, or the first that none had."""
    number = 0
    while Payment.objects.filter(key=f"{base}:{number}", movement__reverted_by__isnull=False).exists():
        number += 1
    return f"{base}:{number}"


def _grant_of(asked: Asked, said: Mapping[str, Any]) -> GrantTold:
    """The grant that a line pays: the one that it names, else the only one of its action and its financer."""
    action, who = said["for_action"], said["financer"]
    found = [one for one in grants_of([action]).get(action.pk, []) if one.grant.financer == who]
    facts = {"financer": financers().get(who, who), "action": str(action)}
    if not found:
        raise NoSuchGrant(field="financer", **facts)
    codes = ", ".join(f"{one.grant.code} ({euros(one.voted)})" for one in found)
    name = said.get("of_grant")
    if not name:
        if len(found) > 1:
            raise SeveralGrants(field="of_grant", codes=codes, **facts)
        return found[0]
    one = next((one for one in found if plain(one.grant.code) == plain(name)), None)
    if one is None:
        raise NotOneOfThem(field="of_grant", text=name[:60], codes=codes, **facts)
    return one


PAYMENTS = WorkingTable(
    "payments",
    _("Versements"),
    (
        Column("payment", _("Versement"), Text(40), lambda one: one.payment.code),
        Column("for_action", _("Pour l’action"), action_named, lambda one: one.grant.action, NEW_ONLY, required=True,
               field="action"),
        Column("financer", _("Financeur"), financer, lambda one: one.grant.financer, NEW_ONLY, required=True),
        Column("of_grant", _("De la subvention"), _grant_named, lambda one: one.of_grant, NEW_ONLY,
               help=_("S’il y en a plusieurs du même financeur\u00a0: son numéro, ou le nom que vous lui avez donné.")),
        Column("amount", _("Montant versé"), Amount(1), lambda one: int(one.cents), NEW_ONLY, required=True,
               field="cents"),
        Column("paid_on", _("Versé le"), Day(), lambda one: one.payment.paid_on, NEW_ONLY, required=True),
        Column("reference", _("Pièce"), Text(200), lambda one: support(one.payment.reference), NEW_ONLY,
               help=_("Mandat, relevé du trésorier\u00a0: ce qui le dit.")),
    ),
    rows=_rows,
    see=needs(READ),
    must=needs(RECORD),
    open=_open,
    about=_("Versements\u00a0: un paiement par ligne. Une subvention n’est jamais versée au-delà de ce qui est voté."),
)  # fmt: skip
