"""Which counts of young people stand beside a plan: sources have ages of their own, nobody counts twice. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

_CODE = re.compile(r"young_(\d{1,2})_(\d{1,2})", re.ASCII)
# The indicators of the register that count young people, the finest ages first.
INDICATORS: Final = (
    "young_0_2", "young_3_5", "young_6_10", "young_11_14", "young_15_17", "young_18_25",
    "young_0_14", "young_15_24", "young_0_24",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Count:
    """So many young people from `lowest` (included) to `beyond` (excluded) live in a quarter, by a source, on a day."""

    quarter: str
    lowest: int
    beyond: int
    number: int
    source: str
    on: date


def ages_of(indicator: str) -> tuple[int, int]:
    """The ages of an indicator, the last one excluded. `ValueError` for one that counts no ages."""
    found = _CODE.fullmatch(indicator)
    if found is None:
        raise ValueError(f"{indicator!r} counts no ages")
    return int(found[1]), int(found[2]) + 1


def without_overlap(counts: Iterable[Count]) -> list[Count]:
    """The counts to keep of each quarter: the narrowest ages first, then the newest; what meets one of them is left.

    A wide count that no narrow one replaces is kept: it bounds what is known of each age within it.
    """
    kept: list[Count] = []
    for count in sorted(
        counts, key=lambda one: (one.quarter, one.beyond - one.lowest, -one.on.toordinal(), one.lowest)
    ):
        if not any(_meet(count, other) for other in kept):
            kept.append(count)
    return sorted(kept, key=lambda one: (one.quarter, one.lowest))


def _meet(one: Count, other: Count) -> bool:
    return one.quarter == other.quarter and one.lowest < other.beyond and other.lowest < one.beyond
