"""Which cités are like one: from what is known of both, without a rank among them.

Gower's coefficient (Gower 1971, « A general coefficient of similarity and some of its properties », Biometrics 27):
each feature that is known of both gives a likeness from 0 to 1, and the whole is their mean, so that an unknown feature
weighs nothing instead of counting as a difference. Our own choice for each feature: two sizes are as alike as the
smaller is of the larger, for twice as many is as far at 500 as at 5,000; two shares differ by their difference.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True)
class Features:
    """What may be known of a cité. `sizes`: numbers of things (young people, quarters); `shares`: parts of a whole (of
    an age, of the poor), from 0 to 1. A None, or a name that is missing, is unknown."""

    cite: str
    sizes: dict[str, int | None] = field(default_factory=dict)
    shares: dict[str, Fraction | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Likeness:
    """From 0 to 1, exact; None when nothing is known of both. `known`: the features that it is made of."""

    value: Fraction | None
    known: tuple[str, ...]


def likeness(one: Features, other: Features) -> Likeness:
    """The mean over what is known of both; the same in both directions, and 1 between a cité and itself."""
    alike: dict[str, Fraction] = {}
    for name, size in one.sizes.items():
        other_size = other.sizes.get(name)
        if size is not None and other_size is not None:
            alike[name] = (
                Fraction(min(size, other_size), max(size, other_size)) if max(size, other_size) else Fraction(1)
            )
    for name, part in one.shares.items():
        other_part = other.shares.get(name)
        if part is not None and other_part is not None:
            alike[name] = 1 - abs(part - other_part)
    if not alike:
        return Likeness(None, ())
    return Likeness(sum(alike.values(), Fraction(0)) / len(alike), tuple(sorted(alike)))


def similar(
    cite: Features, others: Iterable[Features], at_least: Fraction = Fraction(3, 4), features: int = 2
) -> tuple[str, ...]:
    """The cités whose likeness is `at_least` so much over so many known `features`, in the order of their names: they
    are a group to compare with, never a list of the best."""
    found = [(other.cite, likeness(cite, other)) for other in others if other.cite != cite.cite]
    return tuple(
        sorted(
            name
            for name, like in found
            if like.value is not None and like.value >= at_least and len(like.known) >= features
        )
    )
