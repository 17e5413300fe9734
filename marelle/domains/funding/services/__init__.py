"""The orders about money. A movement balances; told twice, it moves money once; a mistake is reverted, never erased."""

from ..rules import Stated
from .budgets import open_budget, state_amount
from .envelopes import lock_envelopes, open_envelope
from .movements import allocate, revert

__all__ = ["Stated", "allocate", "lock_envelopes", "open_budget", "open_envelope", "revert", "state_amount"]
