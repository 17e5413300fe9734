"""The chain: each entry's hash takes in the hash before it, so that history cannot be rewritten unseen.

The sealer runs after the fact, one at a time (an advisory lock), on what a trigger left in `kernel_audit_pending`:
writers never wait for it. What it cannot show alone is a tail cut off together with its seals: for that, keep the
head (`position:hash`) outside, and give it to `verify`.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting

_LOCK = 0x4D41_5245  # "MARE": the sealer's advisory lock
_BATCH = 2000
_HEAD = re.compile(r"([0-9]{1,18}):([0-9a-f]{64}|)")  # the head of an empty chain is « 0: »
# The database writes each entry as one canonical text: the same bytes on every version from 15 on.
_TEXT = """jsonb_build_array(e.id, extract(epoch from e.at)::text, extract(epoch from e.recorded_at)::text,
  e.person_id, e.program, e.action, e.object_kind, e.object_id, e.is_read, e.why, e.facts)::text"""


def link(before: bytes, text: str) -> bytes:
    """The hash of one link: sha256 of the hash before it and of the entry's canonical text."""
    return hashlib.sha256(before + text.encode()).digest()


def seal() -> int:
    """Chains what is pending; returns how many entries. Several at once: one works, the others return 0."""
    with acting(Viewer.machine("sealer"), duty="sealer"), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(
            f"SELECT e.id, {_TEXT} FROM kernel_audit_pending p JOIN kernel_audit_entry e ON e.id = p.entry_id"
            f" ORDER BY e.id LIMIT {_BATCH}"
        )
        rows = cursor.fetchall()
        if rows:
            _append(cursor, rows)
        return len(rows)


def _append(cursor: Any, rows: list[tuple[int, str]]) -> None:
    position, digest = _head(cursor)
    links = []
    for number, (entry_id, text) in enumerate(rows, start=position + 1):
        digest = link(digest, text)
        links.append((number, entry_id, digest))
    cursor.executemany(
        "INSERT INTO kernel_audit_seal (position, entry_id, digest, sealed_at) VALUES (%s, %s, %s, clock_timestamp())",
        links,
    )
    cursor.execute("DELETE FROM kernel_audit_pending WHERE entry_id = ANY(%s)", [[row[0] for row in rows]])


def _head(cursor: Any) -> tuple[int, bytes]:
    cursor.execute("SELECT position, digest FROM kernel_audit_seal ORDER BY position DESC LIMIT 1")
    row = cursor.fetchone()
    return (row[0], bytes(row[1])) if row else (0, b"")


@dataclass(frozen=True, slots=True)
class SealState:
    """How far the log is sealed: the last entry of the chain and when it was sealed, how many await, since which."""

    position: int
    entry_id: int | None
    sealed_at: datetime | None
    waiting: int
    first_waiting: int | None


def seal_state() -> SealState:
    """The state of the chain, without checking it: `verify` does. Price: one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(s.position, 0), s.entry_id, s.sealed_at, p.waiting, p.first"
            " FROM (SELECT count(*) AS waiting, min(entry_id) AS first FROM kernel_audit_pending) p"
            " LEFT JOIN LATERAL (SELECT position, entry_id, sealed_at FROM kernel_audit_seal"
            " ORDER BY position DESC LIMIT 1) s ON true"
        )
        return SealState(*cursor.fetchone())


@dataclass(slots=True)
class Report:
    """What `verify` found: the links read, the faults, the unsealed tail, and the head to keep elsewhere."""

    sealed: int = 0
    head: str = "0:"
    faults: list[str] = field(default_factory=list)
    unsealed: int = 0
    oldest_unsealed: str = ""

    @property
    def ok(self) -> bool:
        return not self.faults

    def lines(self) -> list[str]:
        """The report in sentences."""
        tail = _("{count} écriture(s) pas encore scellée(s), la plus ancienne du {date}.")
        verdict = _("Journal intact.") if self.ok else _("Journal altéré : {count} anomalie(s).")
        lines = [verdict.format(count=len(self.faults)), _("{count} écriture(s) scellée(s).").format(count=self.sealed)]
        if self.unsealed:
            lines.append(tail.format(count=self.unsealed, date=self.oldest_unsealed))
        return [*lines, *self.faults, _("Tête à conserver ailleurs : {head}").format(head=self.head)]


def verify(head: str | None = None) -> Report:
    """Reads the whole chain and says what does not hold.

    `head` is a head printed earlier (`position:hash`): with it a tail that was cut, or a chain that was rewritten
    from some point on, is found too. Raises ValueError when `head` is malformed. Price: one read of the log.
    """
    wanted = _parse_head(head)
    report = Report()
    with acting(Viewer.machine("auditor"), duty="auditor"), connection.cursor() as cursor:
        found_head = wanted is None or wanted[0] == 0
        place, digest = 0, b""
        for position, entry_id, stored, text in _links(cursor):
            _check_place(report, place + 1, position)
            _check_link(report, position, entry_id, bytes(stored), text, digest)
            place, digest = position, bytes(stored)
            found_head = found_head or (place, digest) == wanted
            report.sealed, report.head = report.sealed + 1, f"{place}:{digest.hex()}"
        if not found_head:
            cut = _("La tête {head} n’est plus dans la chaîne : fin coupée ou réécrite.")
            report.faults.append(cut.format(head=head))
        _tail(cursor, report)
    return report


def _parse_head(head: str | None) -> tuple[int, bytes] | None:
    if head is None:
        return None
    found = _HEAD.fullmatch(head.strip())
    if found is None or (found[1] == "0") != (found[2] == ""):
        raise ValueError(head)
    return int(found[1]), bytes.fromhex(found[2])


def _links(cursor: Any) -> Iterator[tuple[int, int, bytes, str | None]]:
    last: int | None = None
    while True:
        cursor.execute(
            f"""SELECT s.position, s.entry_id, s.digest, CASE WHEN e.id IS NOT NULL THEN {_TEXT} END
            FROM kernel_audit_seal s LEFT JOIN kernel_audit_entry e ON e.id = s.entry_id
            WHERE %s::bigint IS NULL OR s.position > %s ORDER BY s.position LIMIT 5000""",
            [last, last],
        )
        rows = cursor.fetchall()
        if not rows:
            return
        yield from rows
        last = rows[-1][0]


def _check_place(report: Report, expected: int, position: int) -> None:
    if position != expected:
        missing = str(expected) if position == expected + 1 else f"{expected}–{position - 1}"
        report.faults.append(_("Maillon(s) {missing} : retiré(s) de la chaîne.").format(missing=missing))


def _check_link(report: Report, position: int, entry_id: int, stored: bytes, text: str | None, before: bytes) -> None:
    if text is None:
        sentence = _("Maillon {position} : l’écriture {entry} a été retirée.")
    elif link(before, text) != stored:
        sentence = _("Maillon {position} : l’écriture {entry} a été modifiée ou déplacée.")
    else:
        return
    report.faults.append(sentence.format(position=position, entry=entry_id))


def _tail(cursor: Any, report: Report) -> None:
    cursor.execute(
        "SELECT count(*), min(e.recorded_at) FROM kernel_audit_entry e"
        " WHERE NOT EXISTS (SELECT FROM kernel_audit_seal s WHERE s.entry_id = e.id)"
    )
    report.unsealed, oldest = cursor.fetchone()
    report.oldest_unsealed = f"{oldest:%Y-%m-%d %H:%M:%S}" if oldest else ""
    cursor.execute(
        "SELECT e.id FROM kernel_audit_entry e"
        " WHERE NOT EXISTS (SELECT FROM kernel_audit_seal s WHERE s.entry_id = e.id)"
        " AND NOT EXISTS (SELECT FROM kernel_audit_pending p WHERE p.entry_id = e.id)"
    )
    report.faults.extend(
        _("L’écriture {entry} n’est ni scellée ni en attente.").format(entry=entry) for (entry,) in cursor.fetchall()
    )
    cursor.execute(
        "SELECT p.entry_id FROM kernel_audit_pending p WHERE NOT EXISTS"
        " (SELECT FROM kernel_audit_entry e WHERE e.id = p.entry_id)"
    )
    report.faults.extend(
        _("L’écriture {entry}, en attente de scellement, a été retirée.").format(entry=entry)
        for (entry,) in cursor.fetchall()
    )
