"""How many young people of some ages live in some quarters: bounds that follow from the counts, nothing more."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from .between import Between, added, total
from .grid import Grid
from .plan import Ages, Malformed, Young


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are; `estimated`: a count behind it was derived by a rule and not made there."""

    young: Between
    estimated: bool


class People:
    """The counts of a cité, by quarter. A source's ages that lie within the ages asked for count in full, those that
    straddle them count for none to all; ages that no count holds are unknown."""

    def __init__(self, counts: Iterable[Young]) -> None:
        self._counts: dict[str, list[Young]] = defaultdict(list)
        for count in sorted(counts, key=lambda each: (each.quarter, each.ages)):
            known = self._counts[count.quarter]
            if known and known[-1].ages.meets(count.ages):
                raise Malformed(f"{count.quarter} {count.ages}", f"counted twice, also as {known[-1].ages}")
            if count.count is not None and count.count < 0:
                raise Malformed(f"{count.quarter} {count.ages}", "no number is negative")
            known.append(count)

    def of(self, ages: Ages, quarter: str) -> Counted:
        low, high, reached, estimated = 0, 0 if self._counts.get(quarter) else None, ages.first, False
        for count in self._counts.get(quarter, ()):
            if not count.ages.meets(ages):
                continue
            high = added(high, count.count) if count.ages.first <= reached else None
            reached = count.ages.end
            estimated |= count.estimated
            if count.count is not None and count.ages.within(ages):
                low += count.count
        return Counted(Between(low, high if reached >= ages.end else None), estimated)

    def among(self, ages: Ages, quarters: Iterable[str]) -> Counted:
        """Of several quarters together: nobody lives in two."""
        each = [self.of(ages, quarter) for quarter in quarters]
        return Counted(total([one.young for one in each]), any(one.estimated for one in each))


def spread(counts: Iterable[Young], grid: Grid) -> tuple[Young, ...]:
    """Counts cut to the ages of a grid as if each year of age held as many people: an estimate, and marked as one.

    What a source counts within one age band stays as it is. The rest is shared by years of age, to whole people by
    largest remainders, the youngest first, so that the total stays the source's. To be called only where somebody
    decided to; nothing here calls it.
    """
    return tuple(piece for count in counts for piece in _cut(count, grid))


def _cut(count: Young, grid: Grid) -> Iterable[Young]:
    edges = sorted({edge for band in grid.ages for edge in (band.first, band.end)})
    marks = [count.ages.first, *(edge for edge in edges if count.ages.first < edge < count.ages.end), count.ages.end]
    if len(marks) == 2 or count.count is None:
        return [count]
    years = count.ages.end - count.ages.first
    pieces = [Ages(first, end) for first, end in pairwise(marks)]
    shares = [divmod(count.count * (ages.end - ages.first), years) for ages in pieces]
    left = count.count - sum(whole for whole, _rest in shares)
    first_served = sorted(range(len(shares)), key=lambda place: (-shares[place][1], place))[:left]
    return [
        Young(count.quarter, ages, whole + (place in first_served), count.source, count.on, estimated=True)
        for place, (ages, (whole, _rest)) in enumerate(zip(pieces, shares, strict=True))
    ]
