"""The invented money of invented actions: what the committee votes of what they ask, its notification, its payments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from marelle.domains.accounts.queries import viewer_of
from marelle.domains.funding import services as funding
from marelle.domains.funding.queries import grants_of
from marelle.domains.projects.queries import actions_of
from marelle.domains.projects.states.actions import IN_PLAN
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.money import Cents

if TYPE_CHECKING:
    from marelle.domains.projects.models import Action, Project

VOTED, NOTIFIED = date(2019, 12, 10), date(2019, 12, 16)
WRITTEN = datetime(2019, 12, 17, 9, 0, tzinfo=clock.PARIS)
# How many actions of the plan the committee has voted so far, and how many of these are notified.
FIRST_VOTED, FIRST_NOTIFIED = 14, 9
HUNDRED_EUROS = 10_000


def play_money(cast: Mapping[str, int], *, project: Project) -> None:
    """The first votes for 2020 in the invented city: fourteen actions, nine of them notified, nothing paid yet; the
    town gives two of them a grant of its own. Played again, it changes nothing."""
    planned = [one for one in actions_of(project, 2020) if one.state in IN_PLAN and one.asked]
    chosen = planned[:FIRST_VOTED]
    if grants_of(chosen):
        return
    clock.set_to(WRITTEN)
    by = viewer_of(cast["nadia.belkacem"], WRITTEN)
    grant_actions(by, WRITTEN, chosen[:FIRST_NOTIFIED], voted_on=VOTED, notified_on=NOTIFIED, reference="COPIL, 2019-1")
    grant_actions(by, WRITTEN, chosen[FIRST_NOTIFIED:], voted_on=VOTED, reference="COPIL, 2019-1")
    for action in chosen[:2]:
        funding.record_grant(
            by=by,
            at=WRITTEN,
            action=action,
            financer="commune",
            cents=Cents(250_000),
            key=f"demo:town:{action.pk}",
            reference="Délibération 2019-112",
            voted_on=date(2019, 12, 12),
        )


def grant_actions(
    by: Viewer,
    at: datetime,
    actions: Sequence[Action],
    *,
    voted_on: date,
    reference: str,
    notified_on: date | None = None,
    paid: Sequence[tuple[date, int]] = (),
    percent: int = 90,
) -> None:
    """Votes to each action a part of what it asks, out of the budget of its cité, in hundreds of euros; says it
    notified; pays it (`paid`: each day with the percent of the grant that came).

    Told again, it changes nothing. `by` holds `funding.record_grants` there; `at` is after every day told.
    """
    for action in actions:
        if not action.asked:
            continue
        cents = Cents(max(HUNDRED_EUROS, action.asked * percent // 100 // HUNDRED_EUROS * HUNDRED_EUROS))
        key = f"demo:{action.pk}:{voted_on.isoformat()}"
        grant = funding.record_grant(
            by=by,
            at=at,
            action=action,
            financer="label",
            cents=cents,
            key=key,
            reference=reference,
            voted_on=voted_on,
            notified_on=notified_on,
        )
        for number, (day, part) in enumerate(paid, 1):
            funding.pay_grant(
                by=by,
                at=at,
                grant=grant,
                cents=Cents(cents * part // 100),
                paid_on=day,
                key=f"{key}:{number}",
                reference=f"Mandat inventé {number}",
            )
