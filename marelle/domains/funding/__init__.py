"""Funding: envelopes, budgets and the ledger, where nothing is ever changed or removed.

Promises that every movement balances, that an envelope is never allocated beyond its amount, and that an amount which
no source states for a year is absent (unknown), never zero. Refuses to know why a site was chosen.

**Locking.** Whoever allocates takes the rows of the envelopes first, in the order (call, year), with `lock_envelopes`,
and only then reads balances. The database checks again at the commit, on its own lock of the account.
"""
