"""The orders about money. A movement balances; told twice, it moves money once; a mistake is reverted, never erased."""

from ..rules import Stated
from .allocations import Allotment, allocate, allocate_each
from .budgets import open_budget, open_budgets, state_amount
from .envelopes import lock_envelopes, open_envelope
from .movements import revert, revert_allocations
from .sharing import share_budget

__all__ = [
    "Allotment",
    "Stated",
    "allocate",
    "allocate_each",
    "lock_envelopes",
    "open_budget",
    "open_budgets",
    "open_envelope",
    "revert",
    "revert_allocations",
    "share_budget",
    "state_amount",
]
