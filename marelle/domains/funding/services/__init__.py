"""The orders about money. A movement balances; told twice, it moves money once; a mistake is reverted, never erased."""

from ..rules import Stated
from .budgets import open_budget, state_amount
from .envelopes import lock_envelopes, open_envelope
from .movements import allocate, revert
from .sharing import share_budget

__all__ = [
    "Stated",
    "allocate",
    "lock_envelopes",
    "open_budget",
    "open_envelope",
    "revert",
    "share_budget",
    "state_amount",
]
