"""The grants of a cité, a line each: what a financer voted for an action, when it was voted, when it was notified."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from marelle.domains.projects.access.actions import READ
from marelle.domains.projects.queries import actions_of
from marelle.kernel.money import Cents
from marelle.kernel.tables import ALWAYS, NEW_ONLY, Amount, Asked, Choice, Column, Day, Text, WorkingTable, needs

from ...access import RECORD
from ...models import Grant
from ...queries import GrantTold, financers, grant_told, grants_of_project
from ...rules import CorrectionOfNothing, CorrectionUnsaid
from ..correcting import correct_grant
from ..granting import notify_grant, record_grant
from .cells import ActionNamed

# What supports an amount that a running cité brings in without saying which paper tells it.
RESUMED = gettext_noop("Reprise du classeur d’entrée")


def action_named(asked: Asked) -> ActionNamed:
    """The actions of the cité as they are now, those of this very workbook included. Price: one query."""
    made = asked.made.get("actions", {})
    there = [one for one in actions_of(asked.ground) if one.state != "dropped"]
    return ActionNamed(there, made, asked.refused.get("actions"))


def financer(_asked: Asked) -> Choice:
    return Choice(financers())


def support(reference: str) -> str:
    """What a line shows of it: nothing where the workbook said nothing."""
    return "" if reference == RESUMED else reference


def told_key(kind: str, asked: Asked, *facts: Any) -> str:
    """The same facts told again have the same key."""
    body = "|".join(str(one) for one in facts)
    return f"entry:{kind}:{asked.ground.pk}:{hashlib.sha256(body.encode()).hexdigest()[:32]}"


def _rows(asked: Asked) -> Sequence[GrantTold]:
    return grants_of_project(asked.ground)


def _open(asked: Asked, said: Mapping[str, Any]) -> GrantTold:
    if said.get("why"):
        raise CorrectionOfNothing(field="why")
    action, reference = said["for_action"], said.get("reference") or RESUMED
    facts = (action.pk, said["financer"], said["amount"], said.get("voted_on"), reference)
    days = {"voted_on": said.get("voted_on"), "notified_on": said.get("notified_on")}
    grant = record_grant(
        by=asked.by,
        at=asked.at,
        action=action,
        financer=said["financer"],
        cents=Cents(said["amount"]),
        key=_free_key(told_key("grant", asked, *facts)),
        reference=reference,
        **days,
    )
    told = grant_told(grant)
    assert told is not None
    if days["notified_on"] and told.notified_on is None:
        notify_grant(by=asked.by, at=asked.at, grant=grant, on=days["notified_on"])
        told = grant_told(grant)
        assert told is not None
    return told


def _free_key(base: str) -> str:
    """The key of a grant that stands, or the first that none had: what was taken back may be told anew."""
    number = 0
    while (there := Grant.objects.filter(key=f"{base}:{number}").first()) and grant_told(there) is None:
        number += 1
    return f"{base}:{number}"


def _change(asked: Asked, told: GrantTold, said: Mapping[str, Any]) -> None:
    order: dict[str, Any] = {"by": asked.by, "at": asked.at, "grant": told.grant}
    if "amount" in said:
        try:
            correct_grant(cents=Cents(said["amount"]), reason=said.get("why") or "", **order)
        except CorrectionUnsaid:
            raise CorrectionUnsaid(field="why") from None
    elif "why" in said:
        raise CorrectionOfNothing(field="why")
    if "notified_on" in said:
        notify_grant(on=said["notified_on"], **order)


GRANTS = WorkingTable(
    "grants",
    _("Subventions"),
    (
        Column("grant", _("Subvention"), Text(40), lambda one: one.grant.code),
        Column("for_action", _("Pour l’action"), action_named, lambda one: one.grant.action, NEW_ONLY, required=True,
               field="action"),
        Column("financer", _("Financeur"), financer, lambda one: one.grant.financer, NEW_ONLY, required=True),
        Column("amount", _("Montant voté"), Amount(1), lambda one: int(one.voted), ALWAYS, required=True,
               field="cents",
               help=_("Un montant changé est corrigé\u00a0: l’ancien reste lisible. Dites pourquoi, plus loin.")),
        Column("voted_on", _("Votée le"), Day(), lambda one: one.grant.voted_on, NEW_ONLY,
               help=_("Le vote ou la notification\u00a0: au moins l’un des deux jours.")),
        Column("notified_on", _("Notifiée le"), Day(), lambda one: one.notified_on, ALWAYS),
        Column("reference", _("Pièce"), Text(200), lambda one: support(one.grant.reference), NEW_ONLY,
               help=_("Délibération, arrêté, convention\u00a0: ce qui le dit.")),
        Column("paid", _("Déjà versé"), Amount(), lambda one: int(one.paid)),
        Column("why", _("Raison de la correction"), Text(500), lambda one: one.why, ALWAYS,
               help=_("Seulement pour corriger le montant d’une subvention déjà inscrite.")),
    ),
    rows=_rows,
    see=needs(READ),
    must=needs(RECORD),
    open=_open,
    change=_change,
    about=_(
        "Subventions\u00a0: un vote par ligne. Les crédits de la cité ne dépassent jamais son budget de l’année\u00a0; "
        "les autres financeurs s’inscrivent à côté."
    ),
)  # fmt: skip
