"""What programs send and receive about the money of actions. Amounts are whole cents."""

from datetime import date

from ninja import Field, Schema

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


class GrantOut(Schema):
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


class GrantsOut(Schema):
    count: int
    items: list[GrantOut]
    financers: dict[str, str] = Field(description="who may give a grant, by code")


class GrantIn(Schema):
    financer: str = Field(max_length=20)
    cents: int = CENTS
    reference: str = SUPPORT
    key: str = KEY
    voted_on: date | None = None
    notified_on: date | None = None


class NoticeIn(Schema):
    on: date | None = Field(None, description="null takes the notification back")


class PaymentIn(Schema):
    cents: int = CENTS
    paid_on: date
    reference: str = SUPPORT
    key: str = KEY


class ReasonIn(Schema):
    reason: str = Field(min_length=1, max_length=5000)
