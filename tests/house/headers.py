"""What every answer must say of itself, whoever asks and whatever comes back."""

from __future__ import annotations

from http.cookies import Morsel
from typing import Any

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def faults(answer: Any, *, private: bool) -> list[str]:
    """What is missing from the headers of an answer; `private` when it is not for everybody."""
    said = [f"{name}: {answer.get(name)}" for name, value in ALWAYS.items() if answer.get(name) != value]
    policy = answer.get("Content-Security-Policy", "")
    if "unsafe" in policy or "default-src 'self'" not in policy or "frame-ancestors 'none'" not in policy:
        said.append(f"Content-Security-Policy: {policy}")
    if private and "no-store" not in answer.get("Cache-Control", ""):
        said.append(f"Cache-Control: {answer.get('Cache-Control')}")
    return said + [f"cookie {name}" for name, cookie in answer.cookies.items() if not is_careful(cookie)]


def is_careful(cookie: Morsel[str]) -> bool:
    """Out of reach of scripts and of other sites' forms, for this site alone; a cookie being removed is nothing."""
    alone = cookie["path"] == "/" and not cookie["domain"]
    return not cookie.value or (bool(cookie["httponly"]) and cookie["samesite"] in ("Lax", "Strict") and alone)
