"""What a component refuses: a value outside its list, an empty text where one is needed."""

from collections.abc import Iterable
from typing import Any

from django.template import TemplateSyntaxError

TONES = ("neutral", "here", "info", "done", "late", "refused", "invented", "unknown")


def one_of(tag: str, name: str, value: Any, allowed: Iterable[str]) -> str:
    """The value, if the component knows it."""
    allowed = tuple(allowed)
    if value not in allowed:
        raise TemplateSyntaxError(f"{{% {tag} %}}: {name}={value!r} is not one of {', '.join(allowed)}")
    return str(value)


def not_empty(tag: str, **values: Any) -> None:
    """Refuses a component without the text that makes it readable."""
    for name, value in values.items():
        if value is None or not str(value).strip() or str(value).startswith("!!undefined"):
            raise TemplateSyntaxError(f"{{% {tag} %}}: {name} is empty")


def in_pairs(tag: str, values: tuple[Any, ...]) -> list[tuple[Any, Any]]:
    """`a 1 b 2` as pairs, or the pairs of the one list that was given."""
    if len(values) == 1 and not isinstance(values[0], str):
        return [(pair[0], pair[1]) for pair in values[0]]
    if len(values) % 2:
        raise TemplateSyntaxError(f"{{% {tag} %}} takes pairs; {len(values)} values were given")
    return list(zip(values[::2], values[1::2], strict=True))
