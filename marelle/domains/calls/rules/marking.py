"""Marks: what is on a scale, what they amount to, when readers disagree, how each reader stands. Pure, exact."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from math import sqrt

FOUR_PLACES, TWO_PLACES = Decimal("0.0001"), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Scale:
    """One criterion as marks see it."""

    code: str
    lowest: Decimal
    highest: Decimal
    step: Decimal
    weight: Decimal

    def holds(self, mark: Decimal) -> bool:
        """True for a mark that the scale has: between its ends, on one of its steps."""
        return self.lowest <= mark <= self.highest and (mark - self.lowest) % self.step == 0


def read_mark(text: str) -> Decimal | None:
    """A mark as people write it, « 3,5 » or « 3.5 »; None for what is no plain number."""
    words = text.strip().replace(",", ".")
    if not words or len(words) > 8 or not words.isascii() or not words.replace(".", "", 1).isdigit():
        return None
    return Decimal(words)


@dataclass(frozen=True, slots=True)
class Merit:
    """What a file is worth: by criterion the mean mark and half the gap between readers, and the weighted mean.

    Marks and spreads are decimals of four places; `total` is exactly Σ weight × mark / Σ weight of those marks.
    """

    marks: Mapping[str, Decimal]
    spread: Mapping[str, Decimal]
    total: Fraction

    @property
    def shown(self) -> Decimal:
        """The merit as people read it, to two decimals."""
        return places(self.total, TWO_PLACES)


def places(value: Fraction, to: Decimal = FOUR_PLACES) -> Decimal:
    """A fraction as a decimal of so many places, halves to the even side."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(to, ROUND_HALF_EVEN)


def mean(values: Sequence[Decimal]) -> Fraction:
    return sum((Fraction(value) for value in values), Fraction(0)) / len(values)


def gap(values: Sequence[Decimal]) -> Decimal:
    """From the lowest mark to the highest."""
    return max(values) - min(values)


def merit(scales: Sequence[Scale], marks: Mapping[str, Sequence[Decimal]]) -> Merit:
    """The merit of a file from the marks that each criterion received; every criterion has at least one."""
    means = {scale.code: places(mean(marks[scale.code])) for scale in scales}
    spreads = {scale.code: places(Fraction(gap(marks[scale.code])) / 2) for scale in scales}
    weights = {scale.code: Fraction(scale.weight) for scale in scales}
    total = sum((weights[code] * Fraction(value) for code, value in means.items()), Fraction(0))
    return Merit(means, spreads, total / sum(weights.values(), Fraction(0)))


def alerts(threshold: Decimal | None, marks: Mapping[str, Sequence[Decimal]]) -> tuple[str, ...]:
    """The criteria on which readers differ by the threshold or more; none where the call has no threshold."""
    if threshold is None:
        return ()
    return tuple(code for code, values in marks.items() if len(values) > 1 and gap(values) >= threshold)


@dataclass(frozen=True, slots=True)
class Standing:
    """One reviewer beside the others: how many files, the mean mark, how far from co-readers, how steadily.

    `off` is the mean of (own total − mean total of the others on the same file), `wobble` the standard deviation of
    the same differences; None where nobody else has read any of their files.
    """

    reviewer: int
    files: int
    mean: Decimal
    off: Decimal | None
    wobble: Decimal | None


def calibrate(totals: Mapping[int, Mapping[int, Fraction]]) -> list[Standing]:
    """How each reviewer stands. `totals`: by file, the weighted mean that each reviewer gave."""
    own: dict[int, list[Fraction]] = {}
    off: dict[int, list[Fraction]] = {}
    for given in totals.values():
        for reviewer, total in given.items():
            own.setdefault(reviewer, []).append(total)
            others = [other for number, other in given.items() if number != reviewer]
            if others:
                off.setdefault(reviewer, []).append(total - sum(others, Fraction(0)) / len(others))
    return [_standing(reviewer, values, off.get(reviewer, [])) for reviewer, values in sorted(own.items())]


def _standing(reviewer: int, totals: Sequence[Fraction], off: Sequence[Fraction]) -> Standing:
    centre = sum(totals, Fraction(0)) / len(totals)
    if not off:
        return Standing(reviewer, len(totals), places(centre, TWO_PLACES), None, None)
    bias = sum(off, Fraction(0)) / len(off)
    variance = sum(((one - bias) ** 2 for one in off), Fraction(0)) / len(off)
    wobble = Decimal(sqrt(variance)).quantize(TWO_PLACES, ROUND_HALF_EVEN)
    return Standing(reviewer, len(totals), places(centre, TWO_PLACES), places(bias, TWO_PLACES), wobble)


def total_of(scales: Iterable[Scale], marks: Mapping[str, Decimal]) -> Fraction:
    """The weighted mean of one reviewer's marks."""
    weighed = [(Fraction(scale.weight), Fraction(marks[scale.code])) for scale in scales]
    whole = sum((weight for weight, _mark in weighed), Fraction(0))
    return sum((weight * mark for weight, mark in weighed), Fraction(0)) / whole
