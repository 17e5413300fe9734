"""What programs send, read with care: JSON of a depth that people write, whose texts and numbers can all be kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import isfinite
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.parser import Parser

from marelle.kernel.errors import Refused

DEEPEST = 40
LARGEST = 2**63 - 1  # of what the database counts with


class BodyUnreadable(Refused):
    """Not JSON, or too deep to be anything that was meant."""

    code = "api.body_unreadable"
    sentence = _(
        "Le corps de la demande n’est pas du JSON lisible. Envoyez du JSON en UTF-8, tel que la notice le décrit."
    )
    status = 400


class TextUnkeepable(Refused):
    """A character that is no text: the database keeps none, and no screen could show it."""

    code = "api.text_unkeepable"
    sentence = _(
        "Un des textes envoyés contient un caractère nul ou une moitié de caractère, qui ne peut pas être gardé. "
        "Retirez-le, puis renvoyez tout."
    )


class NumberUnkeepable(Refused):
    """Larger than anything that is counted here."""

    code = "api.number_unkeepable"
    sentence = _("Un des nombres envoyés est trop grand pour être gardé, ou n’en est pas un. Corrigez-le.")


class CarefulParser(Parser):
    """JSON as `json` reads it, less what no order could keep. Django Ninja wraps what is raised here in its own error,
    whose cause `refusal_of` finds again."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            told = json.loads(request.body, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise BodyUnreadable from None
        for leaf in _leaves(told):
            _check(leaf)
        return told


def refusal_of(error: BaseException) -> Refused:
    """Our refusal behind an error of the library."""
    cause = error.__cause__
    return cause if isinstance(cause, Refused) else BodyUnreadable()


def _refuse_constant(_name: str) -> None:
    raise NumberUnkeepable


def _leaves(told: Any) -> Iterator[Any]:
    """Every text and number, names of fields included. Refuses what is nested deeper than forty."""
    waiting = [(told, 0)]
    while waiting:
        one, depth = waiting.pop()
        if depth > DEEPEST:
            raise BodyUnreadable
        if isinstance(one, dict):
            yield from one
            waiting += [(value, depth + 1) for value in one.values()]
        elif isinstance(one, list):
            waiting += [(value, depth + 1) for value in one]
        else:
            yield one


def _check(leaf: Any) -> None:
    if isinstance(leaf, str) and ("\0" in leaf or any("\ud800" <= letter <= "\udfff" for letter in leaf)):
        raise TextUnkeepable
    if isinstance(leaf, int) and abs(leaf) > LARGEST:
        raise NumberUnkeepable
    if isinstance(leaf, float) and not isfinite(leaf):
        raise NumberUnkeepable
