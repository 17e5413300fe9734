"""The pages of a list."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.translation import ngettext

from .tags.actions import PAGE


def page_of(request: HttpRequest, rows: Any, size: int = 50, count: int | None = None) -> Page[Any]:
    """The page that `?page=` asks for, the first by default. For a number that the list does not have, or has no more,
    the last one, and a sentence at the top of the page: lists are narrowed, and change while they are read.

    `count` is how many rows there are, where it is known already. Price: two queries for rows that are a query, one
    less with their `count`, none for a list.
    """
    pages, number = Paginator(rows, size), request.GET.get(PAGE, "1")
    if count is not None:
        pages.count = count  # a cached property: it is asked of nobody
    asked = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0
    if asked in pages.page_range:
        return pages.page(asked)
    said = ngettext(
        "La page demandée n’existe pas, ou plus : la liste n’a qu’une page.",
        "La page demandée n’existe pas, ou plus : la liste a {n} pages, voici la dernière.",
        pages.num_pages,
    )
    messages.warning(request, said.format(n=pages.num_pages))
    return pages.page(pages.num_pages)
