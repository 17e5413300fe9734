"""One clock, moved only in a demonstration."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from marelle.kernel import clock
from marelle.kernel.testing.fixtures import as_owner

pytestmark = pytest.mark.django_db


def test_the_clock_moves_and_goes_on(at: Callable[[str], datetime]) -> None:
    wanted = at("2019-12-31T18:00")
    assert timedelta() <= clock.now() - wanted < timedelta(minutes=1)
    assert clock.today().isoformat() == "2019-12-31"
    clock.reset()
    assert clock.read().offset == timedelta()


@pytest.mark.parametrize("year", [1, 1989, 2100, 9999])
def test_the_clock_stays_where_one_can_count(at: Callable[[str], datetime], year: int) -> None:
    with pytest.raises(clock.InstantOutOfReach):
        at(f"{year:04}-06-01T09:00")
    assert clock.read().offset == timedelta()


def test_outside_a_demonstration_the_clock_is_real() -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_installation SET is_demonstration = false, clock_offset = interval '0'")
    with pytest.raises(clock.ClockIsReal):
        clock.set_to(datetime(2019, 12, 31, 18))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_installation SET clock_offset = interval '1 day'")


def test_the_runtime_role_cannot_make_a_demonstration() -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_installation SET is_demonstration = true")
