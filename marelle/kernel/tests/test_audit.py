"""The log cannot be rewritten unseen."""

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.access.context import enter
from marelle.kernel.clock.models import Installation
from marelle.kernel.testing.fixtures import as_owner

pytestmark = pytest.mark.django_db
SOMEBODY = Viewer(person_id=7, name="Alix")


def write(count: int = 5) -> None:
    for number in range(count):
        audit.record(SOMEBODY, "test.gesture", Installation(), why="parce que", facts={"number": number})


def sql(statement: str, *values: Any) -> None:
    """As somebody with every right on the machine: policies off, tables open."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE marelle_owner")
        for table in ("entry", "seal", "pending"):
            cursor.execute(f"ALTER TABLE kernel_audit_{table} NO FORCE ROW LEVEL SECURITY")
        cursor.execute(statement, values)
        for table in ("entry", "seal", "pending"):
            cursor.execute(f"ALTER TABLE kernel_audit_{table} FORCE ROW LEVEL SECURITY")


def test_an_intact_log_is_said_intact() -> None:
    write()
    assert audit.seal() == 5
    report = audit.verify()
    assert (report.ok, report.sealed, report.unsealed) == (True, 5, 0)
    assert audit.verify(report.head).ok


def test_the_unsealed_tail_is_reported_without_being_a_fault() -> None:
    write(2)
    report = audit.verify()
    assert (report.ok, report.sealed, report.unsealed) == (True, 0, 2)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE kernel_audit_entry SET why = 'autre chose' WHERE facts->>'number' = '2'",
        "UPDATE kernel_audit_entry SET person_id = 8 WHERE facts->>'number' = '0'",
        "UPDATE kernel_audit_entry SET at = at + interval '1 s' WHERE facts->>'number' = '4'",
        "DELETE FROM kernel_audit_entry WHERE facts->>'number' = '3'",
        "DELETE FROM kernel_audit_seal WHERE position = 2",
        "WITH gone AS (DELETE FROM kernel_audit_seal WHERE position = 3 RETURNING entry_id)"
        " DELETE FROM kernel_audit_entry WHERE id IN (SELECT entry_id FROM gone)",
        "UPDATE kernel_audit_entry a SET facts = b.facts FROM kernel_audit_entry b"
        " WHERE a.facts->>'number' = '1' AND b.facts->>'number' = '2'",
    ],
)
def test_an_attack_is_found(attack: str) -> None:
    write()
    audit.seal()
    sql(attack)
    report = audit.verify()
    assert not report.ok
    assert report.lines()


def test_a_cut_tail_is_found_with_the_head_kept_outside() -> None:
    write()
    audit.seal()
    head = audit.verify().head
    sql(
        "WITH gone AS (DELETE FROM kernel_audit_seal WHERE position >= 4 RETURNING entry_id)"
        " DELETE FROM kernel_audit_entry WHERE id IN (SELECT entry_id FROM gone)"
    )
    assert audit.verify().ok
    assert not audit.verify(head).ok


def test_a_pending_entry_that_is_removed_is_found() -> None:
    write()
    sql("DELETE FROM kernel_audit_entry WHERE facts->>'number' = '1'")
    assert not audit.verify().ok


@pytest.mark.parametrize("statement", ["UPDATE kernel_audit_entry SET why = ''", "DELETE FROM kernel_audit_entry"])
def test_the_runtime_role_only_appends(statement: str) -> None:
    write(1)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_person_reads_their_own_lines_and_nobody_elses() -> None:
    write(1)
    audit.record(Viewer(person_id=8), "test.other", Installation())
    enter(SOMEBODY)
    assert [entry.action for entry in audit.entries_about(SOMEBODY)] == ["test.gesture"]
    assert [entry.action for entry in audit.entries_on(Installation())] == ["test.gesture"]
    enter(Viewer.visitor())
    assert audit.entries_on(Installation()) == []


def test_a_malformed_head_is_refused() -> None:
    with pytest.raises(ValueError):
        audit.verify("pas une tête")
