"""The pages of a list."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from marelle.kernel.access import NotFound

from .tags.actions import PAGE


def page_of(request: HttpRequest, rows: Any, size: int = 50) -> Page[Any]:
    """The page that `?page=` asks for, the first by default. Refuses (`NotFound`) a page that the list does not have.

    Price: two queries for rows that are a query, none for a list.
    """
    pages, number = Paginator(rows, size), request.GET.get(PAGE, "1")
    if not (number.isascii() and number.isdecimal()) or int(number) not in pages.page_range:
        raise NotFound
    return pages.page(int(number))
