"""The pages of a list."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.translation import ngettext

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


def kind_page_of(request: HttpRequest, rows: Any, size: int = 50, count: int | None = None) -> tuple[Page[Any], str]:
    """The same for a list that people narrow and that changes meanwhile: past its end, the last page, and a sentence.

    `count` is how many rows there are, where it is known already. Price: as `page_of`.
    """
    pages, number = Paginator(rows, size), request.GET.get(PAGE, "1")
    if count is not None:
        pages.count = count  # a cached property: it is asked of nobody
    asked = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0
    if asked in pages.page_range:
        return pages.page(asked), ""
    count = pages.num_pages
    said = ngettext(
        "La page demandée n’existe pas, ou plus : la liste n’a qu’une page.",
        "La page demandée n’existe pas, ou plus : la liste a {n} pages, voici la dernière.",
        count,
    )
    return pages.page(count), said.format(n=count)
