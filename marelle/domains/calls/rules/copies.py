"""How the terms of a call move when it is made again another year. Pure."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from marelle.kernel.clock import PARIS


def day_moved(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 28 where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def hour_moved(instant: datetime, years: int) -> datetime:
    """The same day and the same hour on the clocks of Paris, so many years later."""
    local = instant.astimezone(PARIS)
    return datetime.combine(day_moved(local.date(), years), local.time().replace(fold=0), tzinfo=PARIS)


def with_seed(rules: Mapping[str, Any], seed: str) -> dict[str, Any]:
    """The same rules with the seed of another edition: a draw is never drawn twice."""
    return {**rules, "seed": seed} if rules else {}
