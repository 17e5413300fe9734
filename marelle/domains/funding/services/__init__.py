"""The orders about money. A movement balances; told twice, it moves money once; a mistake is reverted, never erased."""

from ..rules import Stated
from .allocations import Allotment, allocate, allocate_each
from .budgets import open_budget, open_budgets, state_amount
from .correcting import correct_grant
from .envelopes import lock_envelopes, open_envelope, open_envelopes
from .granting import lock_grant, notify_grant, pay_grant, record_grant, take_back_grant, take_back_payment
from .movements import revert, revert_allocations
from .recalling import recall
from .sharing import share_budget

__all__ = [
    "Allotment",
    "Stated",
    "allocate",
    "allocate_each",
    "correct_grant",
    "lock_envelopes",
    "lock_grant",
    "notify_grant",
    "open_budget",
    "open_budgets",
    "open_envelope",
    "open_envelopes",
    "pay_grant",
    "recall",
    "record_grant",
    "revert",
    "revert_allocations",
    "share_budget",
    "state_amount",
    "take_back_grant",
    "take_back_payment",
]
