"""Orders about money. Each is one movement whose legs balance; told twice, it moves money once."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from marelle.domains.calls.models import Call
from marelle.domains.projects.models import Project
from marelle.domains.territories.models import Source
from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.money import euros

from .models import Account, Budget, Envelope, Leg, Movement, StatedAmount
from .queries import left_in
from .rules import EnvelopeExhausted, EnvelopeMissing, NotAnAllocation, OrderChanged, Stated, balanced, body_of


def lock_envelopes(call_id: int) -> dict[int, Envelope]:
    """Takes the envelopes of a call, always in the order of the years: the one way to allocate without a race."""
    locked = Envelope.objects.select_for_update().filter(call=call_id).order_by("year")
    return {envelope.year: envelope for envelope in locked}


@transaction.atomic
def open_envelope(*, by: Viewer, call: Call, year: int, cents: int, source: Source | None) -> Envelope:
    """Opens what a call may allocate in a civil year. Refuses `NotAnAllocation`, and `OrderChanged` with another amount."""
    by.must("funding.open_budget", call.perimeters())
    if cents <= 0:
        raise NotAnAllocation
    envelope, new = Envelope.objects.get_or_create(call=call, year=year, defaults={"cents": cents, "source": source})
    if envelope.cents != cents:
        raise OrderChanged
    legs = [(_account(envelope, "appropriation"), -cents), (_account(envelope, "authorised"), cents)]
    _move(by, "authorise", legs, key=f"authorise:{call.slug}:{year}", source=source)
    if new:
        audit.record(by, "funding.open_envelope", envelope, facts={"year": year, "cents": cents})
    return envelope


@transaction.atomic
def open_budget(*, by: Viewer, project: Project, stated: Iterable[Stated] = (), source: Source | None = None) -> Budget:
    """Opens the budget of a project and posts the tranches that a source states year by year; a total posts nothing.

    Refuses `EnvelopeMissing`, `EnvelopeExhausted`: then nothing happened.
    """
    by.must("funding.open_budget", project.perimeters())
    budget = Budget.objects.create(project=project)
    audit.record(by, "funding.open_budget", budget)
    for amount in stated:
        if source is None:
            raise NotAnAllocation
        StatedAmount.objects.create(
            budget=budget,
            kind=amount.kind,
            cents=amount.cents,
            first_year=amount.first_year,
            last_year=amount.last_year,
            note=amount.note,
            source=source,
        )
        for year, cents in amount.tranches().items():
            allocate(by=by, budget=budget, year=year, cents=cents, source=source)
    return budget


@transaction.atomic
def allocate(
    *, by: Viewer, budget: Budget, year: int, cents: int, source: Source | None, key: str = "", reason: str = ""
) -> Movement:
    """Moves cents from the envelope of a year to a budget. Refuses `EnvelopeMissing`, `EnvelopeExhausted`, `OrderChanged`."""
    by.must("funding.open_budget", budget.project.perimeters())
    if cents <= 0:
        raise NotAnAllocation
    envelope = lock_envelopes(budget.project.decision.call_id).get(year)
    if envelope is None:
        raise EnvelopeMissing(year=year)
    legs = [(_account(envelope, "authorised"), -cents), (_account(envelope, "allocated", budget), cents)]
    key = key or f"allocate:{budget.pk}:{year}"
    left = left_in(envelope)
    if left < cents and not Movement.objects.filter(key=key).exists():
        raise EnvelopeExhausted(year=year, left=euros(left), wanted=euros(cents))
    return _move(by, "allocate", legs, key=key, source=source, reason=reason)


def _account(envelope: Envelope, kind: str, budget: Budget | None = None) -> Account:
    code = f"{kind}:{envelope.pk}" + (f":{budget.pk}" if budget else "")
    values = {"kind": kind, "envelope": envelope, "budget": budget, "year": envelope.year}
    account, _new = Account.objects.get_or_create(code=code, defaults=values)
    return account


def _move(
    by: Viewer, kind: str, legs: Sequence[tuple[Account, int]], *, key: str, source: Source | None, reason: str = ""
) -> Movement:
    written = [(account.code, cents) for account, cents in legs]
    if not balanced(written):
        raise NotAnAllocation
    values = {"kind": kind, "person_id": by.person_id, "program": by.program, "source": source, "reason": reason}
    movement, new = Movement.objects.get_or_create(key=key, defaults={**values, "body": body_of(kind, written)})
    if movement.body != body_of(kind, written):
        raise OrderChanged
    if new:
        Leg.objects.bulk_create(Leg(movement=movement, account=account, cents=cents) for account, cents in legs)
        audit.record(by, f"funding.{kind}", movement, facts={"legs": written})
    return movement
