"""What programs send and receive about the money of actions. Amounts are whole cents."""

from datetime import date

from ninja import Field, Schema
from pydantic import AwareDatetime

KEY = Field(min_length=1, max_length=60, description="names the order: the same sent twice is done once")
SUPPORT = Field(min_length=1, max_length=200, description="what says it: a deliberation, an order, a statement")
CENTS = Field(gt=0, le=100_000_000_000_000)


class PaymentOut(Schema):
    """One payment that stands."""

    id: int
    code: str
    cents: int
    paid_on: date
    reference: str


class AmountCorrectedOut(Schema):
    """One correction of the amount of a grant."""

    before: int
    after: int
    at: AwareDatetime
    why: str


class MoneyGrantOut(Schema):
    """One grant that stands; `waited` is in days, null where no day is known."""

    id: int
    code: str
    action: int
    financer: str
    year: int
    voted: int
    paid: int
    voted_on: date | None
    notified_on: date | None
    waited: int | None
    reference: str
    payments: list[PaymentOut]
    corrections: list[AmountCorrectedOut] = Field(description="of its amount, the oldest first")


class GrantsOut(Schema):
    """What was voted and paid to an action."""

    count: int
    items: list[MoneyGrantOut]
    financers: dict[str, str] = Field(description="who may give a grant, by code")


class GrantIn(Schema):
    """What a financer voted for an action."""

    financer: str = Field(max_length=20)
    cents: int = CENTS
    reference: str = SUPPORT
    key: str = KEY
    voted_on: date | None = None
    notified_on: date | None = None


class NoticeIn(Schema):
    """The day on which a grant was notified."""

    on: date | None = Field(None, description="null takes the notification back")


class PaymentIn(Schema):
    """What was paid of a grant."""

    cents: int = CENTS
    paid_on: date
    reference: str = SUPPORT
    key: str = KEY


class AmountIn(Schema):
    """The amount that a grant really has."""

    cents: int = CENTS
    reason: str = Field(min_length=1, max_length=5000)
    seen: int | None = Field(None, description="the amount that was read: another one since is never overwritten")


class ReasonIn(Schema):
    """Why it is taken back."""

    reason: str = Field(min_length=1, max_length=5000)
