"""JSON in one way only: names sorted, no space, exact numbers as short as they can be. The fingerprint covers it."""

import json
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from hashlib import sha256
from typing import Any

PLACES = 12  # of a fraction that no decimal writes exactly


def canonical(value: Any) -> str:
    """Numbers without exponent, exact; text as it is, escaped only where JSON asks for it."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{_quoted(name)}:{canonical(value[name])}" for name in sorted(value)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, Fraction):
        return _plain(_decimal(value))
    if isinstance(value, Decimal):
        return _plain(value)
    return _quoted(value) if isinstance(value, str) else json.dumps(value, allow_nan=False)


def fingerprint(value: Any) -> str:
    return sha256(canonical(value).encode()).hexdigest()


def pretty(value: dict[str, Any]) -> str:
    """The same for people: one member a line, in its own order."""
    return "{\n" + ",\n".join(f"  {_quoted(name)}: {canonical(each)}" for name, each in value.items()) + "\n}\n"


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def _decimal(value: Fraction) -> Decimal:
    """Exact when the fraction is a decimal, else rounded to twelve places (half to even)."""
    with localcontext() as context:
        context.prec = 400
        rest = value.denominator
        for prime in (2, 5):
            while rest % prime == 0:
                rest //= prime
        quotient = Decimal(value.numerator) / Decimal(value.denominator)
        return quotient if rest == 1 else quotient.quantize(Decimal(1).scaleb(-PLACES), ROUND_HALF_EVEN)


def _plain(number: Decimal) -> str:
    written = format(number, "f")
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return "0" if written in ("-0", "") else written
