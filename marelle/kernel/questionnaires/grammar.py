"""The small grammar of conditions and computations: data that is read and judged, never code that is run.

A reference is `field`, `table.column` (the total of a column), `table[row].column` (one cell of a fixed row).
A condition is `{"field": ref, "equals": value}` with one of the operators below, or `{"all": […]}`, `{"any": […]}`,
`{"not": {…}}`; `{"other": ref}` in the place of a value compares two answers.
A computation is `{"sum": [ref, …]}`, `{"difference": [ref, ref]}`, `{"share": [part, whole]}` or `{"count": [table]}`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation, localcontext
from typing import Any

Typed = str | bool | Decimal | tuple[str, ...] | None
Resolve = Callable[["Ref"], Typed]

OPERATORS = ("equals", "differs", "in", "contains", "greater", "at_least", "less", "at_most", "filled")
COMPUTATIONS = {"sum": (1, 60), "difference": (2, 2), "share": (2, 2), "count": (1, 1)}
DEEPEST = 6
_REF = re.compile(r"([a-z][a-z0-9_]{0,59})(?:\[([a-z0-9_]{1,60})\])?(?:\.([a-z][a-z0-9_]{0,59}))?", re.ASCII)


class GrammarFault(ValueError):
    """What was written is not in the grammar."""


@dataclass(frozen=True, slots=True)
class Ref:
    """What a condition or a computation looks at."""

    field: str
    row: str = ""
    column: str = ""

    def __str__(self) -> str:
        return self.field + (f"[{self.row}]" if self.row else "") + (f".{self.column}" if self.column else "")


@dataclass(frozen=True, slots=True)
class Test:
    """One answer compared with a value, or with another answer."""

    __test__ = False  # the name is right, pytest must look elsewhere

    ref: Ref
    operator: str
    value: Any = None
    other: Ref | None = None

    def holds(self, resolve: Resolve) -> bool:
        left = resolve(self.ref)
        if self.operator == "filled":
            return (left is not None) is bool(self.value)
        right = resolve(self.other) if self.other else self.value
        if left is None or right is None:
            return self.operator == "differs" and left is not right
        return _COMPARE[self.operator](left, right)

    def refs(self) -> Iterator[Ref]:
        yield self.ref
        if self.other:
            yield self.other


@dataclass(frozen=True, slots=True)
class Every:
    """All of the parts (`all`), or at least one of them (`any`)."""

    parts: tuple["Condition", ...]
    enough: bool = False

    def holds(self, resolve: Resolve) -> bool:
        return (any if self.enough else all)(part.holds(resolve) for part in self.parts)

    def refs(self) -> Iterator[Ref]:
        for part in self.parts:
            yield from part.refs()


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary."""

    part: "Condition"

    def holds(self, resolve: Resolve) -> bool:
        return not self.part.holds(resolve)

    def refs(self) -> Iterator[Ref]:
        yield from self.part.refs()


Condition = Test | Every | Not


@dataclass(frozen=True, slots=True)
class Computation:
    """A number drawn from other answers."""

    operator: str
    refs: tuple[Ref, ...]

    def result(self, resolve: Resolve) -> Decimal | None:
        """None when nothing is known: a sum of unknown amounts is unknown, not zero."""
        numbers = [number(resolve(ref)) for ref in self.refs]
        known = [n for n in numbers if n is not None]
        if not known:
            return None
        if self.operator in ("sum", "count"):
            return sum(known, Decimal())
        if len(known) < 2:
            return None
        first, second = known
        if self.operator == "difference":
            return first - second
        with localcontext(prec=40):
            return (first * 100 / second).quantize(Decimal("0.1")) if second else None


def number(value: Typed) -> Decimal | None:
    """The number to count with: a number itself, the length of a list of choices."""
    if isinstance(value, Decimal):
        return value
    return Decimal(len(value)) if isinstance(value, tuple) else None


def _same(left: Typed, right: Any) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, Decimal):
        return left == as_decimal(right)
    if isinstance(left, tuple):
        return left == (right if isinstance(right, tuple) else (right,))
    return bool(left == right)


def _ordered(judge: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def compare(left: Typed, right: Any) -> bool:
        if isinstance(left, Decimal | tuple):
            mine, other = number(left), as_decimal(right)
            return mine is not None and other is not None and judge(mine, other)
        # Only dates are left: written year first, they compare as texts.
        return isinstance(left, str) and isinstance(right, str) and judge(left, right)

    return compare


def _contains(left: Typed, right: Any) -> bool:
    if isinstance(left, tuple):
        return right in left
    return isinstance(left, str) and isinstance(right, str) and right.casefold() in left.casefold()


_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "equals": _same,
    "differs": lambda left, right: not _same(left, right),
    "in": lambda left, right: any(_same(left, value) for value in right),
    "contains": _contains,
    "greater": _ordered(lambda a, b: a > b),
    "at_least": _ordered(lambda a, b: a >= b),
    "less": _ordered(lambda a, b: a < b),
    "at_most": _ordered(lambda a, b: a <= b),
}


def as_decimal(value: Any) -> Decimal | None:
    """A finite number out of a literal, or nothing."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        found = Decimal(str(value))
    except (InvalidOperation, ValueError):
        return None
    return found if found.is_finite() else None


def read_ref(text: object) -> Ref:
    found = _REF.fullmatch(text) if isinstance(text, str) else None
    if found is None or (found[2] and not found[3]):
        raise GrammarFault(f"« {str(text)[:60]} » is not a reference")
    return Ref(found[1], found[2] or "", found[3] or "")


def read_condition(raw: object, depth: int = 0) -> Condition:
    """Refuses (`GrammarFault`) whatever is not in the grammar."""
    if not isinstance(raw, Mapping) or depth > DEEPEST:
        raise GrammarFault("a condition is a small table of at most six levels")
    for word, enough in (("all", False), ("any", True)):
        if set(raw) == {word}:
            parts = _list(raw[word], f"« {word} » needs conditions")
            return Every(tuple(read_condition(part, depth + 1) for part in parts), enough)
    if set(raw) == {"not"}:
        return Not(read_condition(raw["not"], depth + 1))
    return _read_test(raw)


def _read_test(raw: Mapping[Any, Any]) -> Test:
    words = set(raw) - {"field"}
    if "field" not in raw or len(words) != 1 or not words <= set(OPERATORS):
        raise GrammarFault("a condition names a field and one operator")
    (operator,) = words
    ref, value = read_ref(raw["field"]), raw[operator]
    if isinstance(value, Mapping):
        if set(value) != {"other"} or operator in ("in", "filled"):
            raise GrammarFault('only { other = "field" } may stand in the place of a value')
        return Test(ref, operator, other=read_ref(value["other"]))
    if operator == "filled" and not isinstance(value, bool):
        raise GrammarFault("« filled » is true or false")
    if operator == "in":
        value = tuple(_list(value, "« in » needs a list of values"))
    if not all(isinstance(v, str | int | float | bool) for v in (value if operator == "in" else (value,))):
        raise GrammarFault("a value is a text, a number, true or false")
    return Test(ref, operator, value)


def read_computation(raw: object) -> Computation:
    """Refuses (`GrammarFault`) whatever is not in the grammar."""
    if not isinstance(raw, Mapping) or len(raw) != 1 or not set(raw) <= set(COMPUTATIONS):
        raise GrammarFault("a computation is one of: " + ", ".join(COMPUTATIONS))
    ((operator, refs),) = raw.items()
    fewest, most = COMPUTATIONS[operator]
    refs = _list(refs, f"« {operator} » needs a list of references")
    if not fewest <= len(refs) <= most:
        raise GrammarFault(f"« {operator} » takes {fewest} to {most} references")
    return Computation(operator, tuple(read_ref(ref) for ref in refs))


def _list(raw: object, sentence: str) -> Sequence[Any]:
    if not isinstance(raw, list | tuple) or not raw or len(raw) > 60:
        raise GrammarFault(sentence)
    return raw
