"""What the database keeps about money."""

from .grants import Grant, GrantNotice, Payment
from .ledger import Account, Budget, Envelope, Leg, Movement, StatedAmount

__all__ = [
    "Account",
    "Budget",
    "Envelope",
    "Grant",
    "GrantNotice",
    "Leg",
    "Movement",
    "Payment",
    "StatedAmount",
]
