"""The table of routes: each address says who may take it, where it is declared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
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

# What `route` could not say: addresses of libraries (log-in, API), by full name, declared where they are included.
_external: dict[str, RouteAccess] = {}


def route(address: str, view: Callable[..., Any], *, name: str, access: RouteAccess | str) -> URLPattern:
    """A Django `path` that also says who may take it. The middleware refuses any view without such a word.

    The view is wrapped, so that one view may serve two addresses with two rights.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    guarded.marelle_access = RouteAccess("permission", access) if isinstance(access, str) else access  # type: ignore[attr-defined]
    return path(address, guarded, name=name)


def declare_external(table: Mapping[str, RouteAccess | str]) -> None:
    """Says who may take the routes of a library, by their full names (`account_login`, `api-1:site`)."""
    for name, access in table.items():
        _external[name] = RouteAccess("permission", access) if isinstance(access, str) else access


def access_of(view: Callable[..., Any], name: str = "") -> RouteAccess | None:
    """What was said of this view, or of the library's route of this name; None where nothing was."""
    return getattr(view, "marelle_access", None) or _external.get(name)
