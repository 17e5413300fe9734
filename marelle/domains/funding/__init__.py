"""Funding: envelopes, budgets and the ledger, where nothing is ever changed or removed.

Promises that every movement balances, that an envelope is never allocated beyond its amount, that the same order told
twice moves money once, and that an amount which no source states for a year is absent (unknown), never zero. Refuses to
know why a site was chosen.

**One way to lock.** Whoever moves money out of an envelope first calls `services.lock_envelopes`, which takes the rows
of `funding_envelope` `FOR UPDATE` in the order (call, year), and reads balances only after. Foreign keys are checked at
the commit and lock nothing before: they protect no sum. A writer who forgets, in raw SQL too, is still safe: a trigger
takes the row of each account before it reads its sum. These two tables keep the right to UPDATE only because PostgreSQL
asks for it to lock a row; another trigger refuses the update itself.

**Why sums, and no balance column.** A balance would be a second truth, and would need the right to UPDATE in a ledger
that has none. A covering index answers the sum of an account without reading its rows; an envelope has at most a few
movements a site and a year.
"""
