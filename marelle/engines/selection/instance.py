"""A question as read from a file: what every number means, in exact integers."""

from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import sha256

UNIT = 10_000  # decimals have at most four places: they are kept in ten-thousandths
FAVOURABLE = ("favourable", "reservations")
OPINIONS = (*FAVOURABLE, "unfavourable", "abstained", "recused", None)


@dataclass(frozen=True)
class Candidate:
    """Marks or a merit, in ten-thousandths; amounts in cents, one a year."""

    id: str
    amounts: tuple[int, ...]
    marks: dict[str, int] | None = None
    merit: int | None = None
    spread: dict[str, int] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    opinions: tuple[str | None, ...] = ()

    @property
    def cost(self) -> int:
        """Over all years."""
        return sum(self.amounts)

    @property
    def favoured(self) -> bool:
        """Each opinion given is favourable, with or without reservations."""
        return all(opinion in FAVOURABLE for opinion in self.opinions)


@dataclass(frozen=True)
class Limits:
    """At least and at most; None: no limit."""

    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Constraints:
    """What the jury chose. A key of the tables is a tag and its value; shares are in ten-thousandths."""

    count: Limits = Limits()
    require_favourable: bool = False
    floors: dict[tuple[str, str], int] = field(default_factory=dict)
    caps: dict[tuple[str, str], int] = field(default_factory=dict)
    shares: dict[tuple[str, str], Limits] = field(default_factory=dict)
    forced_in: tuple[str, ...] = ()
    forced_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stability:
    """How many draws, how far weights go (in ten-thousandths of themselves), from which seed."""

    draws: int = 0
    weight_spread: int = 0
    seed: str = ""


@dataclass(frozen=True)
class Instance:
    """The whole question."""

    years: tuple[int, ...]
    envelope: tuple[int, ...]
    candidates: tuple[Candidate, ...]
    constraints: Constraints = Constraints()
    weights: dict[str, int] = field(default_factory=dict)
    rules: str = ""
    seed: str = ""
    stability: Stability = Stability()

    @property
    def merit_unit(self) -> Fraction:
        """What one unit of `gains` is worth in merit."""
        return Fraction(1, UNIT * (sum(self.weights.values()) or 1))

    def gains(self) -> list[int]:
        """Each merit in integers: Σ weight × mark, before the division by Σ weight that is the same for all."""
        return [
            each.merit if each.merit is not None else sum(self.weights[name] * mark for name, mark in marks.items())
            for each in self.candidates
            for marks in [each.marks or {}]
        ]

    def order(self) -> list[bytes]:
        """Each candidate's place in the order that breaks the last ties: sha256("seed|id")."""
        return [sha256(f"{self.seed}|{each.id}".encode()).digest() for each in self.candidates]
