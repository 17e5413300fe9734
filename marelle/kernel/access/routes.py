"""The table of routes: each address says who may take it, where it is declared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, path


@dataclass(frozen=True, slots=True)
class RouteAccess:
    """Who may take a route: everybody, anybody logged in, or the holders of one permission (somewhere)."""

    kind: str
    permission: str = ""

    def __str__(self) -> str:
        return self.permission or self.kind


PUBLIC = RouteAccess("public")
SIGNED_IN = RouteAccess("signed in")

_ATTRIBUTE = "marelle_access"


def route(address: str, view: Callable[..., Any], *, name: str, access: RouteAccess | str) -> URLPattern:
    """A Django `path` that also says who may take it. The middleware refuses any view without such a word.

    The right is kept on the pattern, not on the view: one view may serve two addresses with two rights.
    """
    pattern = path(address, view, name=name)
    pattern.marelle_access = RouteAccess("permission", access) if isinstance(access, str) else access  # type: ignore[attr-defined]
    return pattern


def access_of(pattern: URLPattern) -> RouteAccess | None:
    """What `route` said of this pattern, or None where it was declared otherwise."""
    return getattr(pattern, _ATTRIBUTE, None)
