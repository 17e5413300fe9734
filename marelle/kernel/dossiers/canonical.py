"""One way to write a JSON value, so that the same content always has the same fingerprint."""

import hashlib
import json
from typing import Any


def canonical(value: Any) -> str:
    """Keys sorted, no space, no escape that is not needed, no number that is not finite."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def fingerprint(text: str) -> str:
    """The sha256 of a canonical text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
