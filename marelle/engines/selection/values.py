"""A value of a file and the way to it: it answers exactly what it must be, or says what is wrong and where."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from .faults import Malformed
from .instance import UNIT
from .reading import NotANumber, Path, Twice, field, line_of

LARGEST = 10**30  # cents
LARGEST_DECIMAL = 10**12
LONGEST_FRACTION = 60
T = TypeVar("T")


@dataclass(frozen=True)
class Value:
    """A value of the tree and the way to it."""

    text: str
    path: Path
    raw: Any

    def refuse(self, wrong: str) -> Malformed:
        return Malformed(line_of(self.text, self.path), field(self.path), wrong)

    def of(self, step: str | int) -> "Value":
        return Value(self.text, (*self.path, step), self.raw[step])

    def has(self, name: str) -> bool:
        return name in self.raw

    def table(self, known: set[str] | None = None, needed: Iterable[str] = ()) -> "Value":
        if isinstance(self.raw, Twice):
            raise Value(self.text, (*self.path, self.raw.name), None).refuse("ce nom est écrit deux fois.")
        if not isinstance(self.raw, dict):
            raise self.refuse("un objet { } est attendu.")
        for name in self.raw:
            if not _readable(name) or (known is not None and name not in known):
                raise self.of(name).refuse("ce champ n’est pas du format.")
        for name in needed:
            if name not in self.raw:
                raise self.missing(name, "ce champ manque.")
        return self

    def missing(self, name: str, wrong: str) -> Malformed:
        return Value(self.text, (*self.path, name), None).refuse(wrong)

    def members(self) -> Iterable[tuple[str, "Value"]]:
        return [(name, self.of(name)) for name in self.table().raw]

    def items(self) -> list["Value"]:
        if not isinstance(self.raw, list):
            raise self.refuse("une liste [ ] est attendue.")
        return [self.of(number) for number in range(len(self.raw))]

    def distinct(self, read: Callable[["Value"], T]) -> tuple[T, ...]:
        """The items of a list, none of them twice."""
        seen: dict[T, None] = {}
        for each in self.items():
            one = read(each)
            if one in seen:
                raise each.refuse("cette valeur est écrite deux fois.")
            seen[one] = None
        return tuple(seen)

    def words(self) -> str:
        if not isinstance(self.raw, str):
            raise self.refuse("un texte entre guillemets est attendu.")
        if not _readable(self.raw):
            raise self.refuse("ce texte contient un caractère illisible.")
        return self.raw

    def boolean(self) -> bool:
        if not isinstance(self.raw, bool):
            raise self.refuse("true ou false est attendu.")
        return self.raw

    def integer(self, least: int = 0, most: int = LARGEST) -> int:
        if isinstance(self.raw, NotANumber):
            raise self.refuse(f"« {self.raw.written[:20]} » n’est pas un nombre que l’on sache lire.")
        if not isinstance(self.raw, int) or isinstance(self.raw, bool):
            raise self.refuse("un nombre entier est attendu.")
        if self.raw < least or self.raw > most:
            raise self.refuse(f"un nombre entier entre {least} et {most} est attendu.")
        return self.raw

    def decimal(self, least: int | None = None, most: int = LARGEST_DECIMAL) -> int:
        """In ten-thousandths."""
        if isinstance(self.raw, NotANumber):
            raise self.refuse(f"« {self.raw.written[:20]} » n’est pas un nombre que l’on sache lire.")
        if not isinstance(self.raw, int | Decimal) or isinstance(self.raw, bool):
            raise self.refuse("un nombre est attendu.")
        least = -LARGEST_DECIMAL if least is None else least
        if not least <= self.raw <= most:
            raise self.refuse(f"un nombre entre {least} et {most} est attendu.")
        scaled = _scaled(Decimal(self.raw))
        if scaled is None:
            raise self.refuse("quatre décimales au plus sont permises.")
        return scaled


def _readable(words: str) -> bool:
    """Not half of a character: such a text cannot be written again."""
    return not any("\ud800" <= each <= "\udfff" for each in words)


def _scaled(number: Decimal) -> int | None:
    sign, digits, exponent = number.as_tuple()
    whole = int("".join(map(str, digits)))
    if not whole:
        return 0
    if int(exponent) < -LONGEST_FRACTION:
        return None
    scaled, rest = divmod(whole * UNIT * 10 ** max(int(exponent), 0), 10 ** max(-int(exponent), 0))
    return None if rest else -scaled if sign else scaled
