"""Audit: who did or read what, when, on what and why, in the same transaction as the gesture itself.

Promises that entries are never changed by the runtime role, that a sealer chains them by hash within seconds without
making anybody wait, and that `verify` finds an altered, removed, reordered or cut row. Entries hold no name: persons
are numbers, facts are codes and amounts.
"""

from .chain import Report, SealState, seal, seal_state, verify
from .entries import Entry, entries_about, entries_on, record, record_each, record_read
from .log import Asked, LogPage, read_log

__all__ = [
    "Asked",
    "Entry",
    "LogPage",
    "Report",
    "SealState",
    "entries_about",
    "entries_on",
    "read_log",
    "record",
    "record_each",
    "record_read",
    "seal",
    "seal_state",
    "verify",
]
