"""The orders about money. Each movement balances; told twice, it moves money once; a mistake is reverted, never erased."""

from .budgets import open_budget, state_amount
from .envelopes import lock_envelopes, open_envelope
from .movements import allocate, revert

__all__ = ["allocate", "lock_envelopes", "open_budget", "open_envelope", "revert", "state_amount"]
