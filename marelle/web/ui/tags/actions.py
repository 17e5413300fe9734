"""Gestures and ways: buttons, tabs, the trail, the pages of a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import HttpRequest, QueryDict

from marelle.web.ui import icons
from marelle.web.ui.checks import not_empty, one_of

register = template.Library()

BUTTON_TONES = ("main", "quiet", "danger", "link")
PAGE = "page"


@register.inclusion_tag("ui/button.html")
def button(
    label: str,
    tone: str = "main",
    name: str = "",
    value: str = "",
    type: str = "submit",
    icon: str = "",
    form: str = "",
) -> dict[str, Any]:
    """`{% button _("Envoyer") %}`: sends the form around it. One main button a screen.

    tone: main, quiet, danger, link. name and value: what it says when several buttons send one form.
    form: the id of the form it sends, when it stands outside.
    """
    one_of("button", "tone", tone, BUTTON_TONES)
    one_of("button", "type", type, ("submit", "button", "reset"))
    not_empty("button", label=label)
    names = {"label": label, "tone": tone, "name": name, "value": value, "type": type, "form": form}
    return names | {"sign": _sign("button", icon)}


@register.inclusion_tag("ui/link_button.html")
def link_button(label: str, url: str, tone: str = "quiet", icon: str = "", download: bool = False) -> dict[str, Any]:
    """`{% link_button _("Voir les cités") url %}`: goes somewhere, looks like a button.

    tone: main, quiet, danger, link. icon: one of `icons.NAMES`. download: the address is a file.
    """
    one_of("link_button", "tone", tone, BUTTON_TONES)
    not_empty("link_button", label=label, url=url)
    return {"label": label, "url": url, "tone": tone, "sign": _sign("link_button", icon), "download": download}


@register.inclusion_tag("ui/spreadsheet_links.html")
def spreadsheet_links(url: str, back: bool = True) -> dict[str, Any]:
    """`{% spreadsheet_links url %}`: takes the table of this page to a spreadsheet, and back.

    back: whether whoever looks may send it back; a table that is a result only goes out.
    """
    not_empty("spreadsheet_links", url=url)
    return {"url": url, "back": back}


def _sign(tag: str, name: str) -> Any:
    return icons.icon(one_of(tag, "icon", name, icons.NAMES)) if name else ""


@register.inclusion_tag("ui/tabs.html")
def tabs(entries: Iterable[Mapping[str, Any]], label: str) -> dict[str, Any]:
    """`{% tabs entries label=_("Vues de la cité") %}`: views of one thing, as links.

    entries: mappings with `label`, `url`, `current` (bool), and perhaps `count`.
    """
    not_empty("tabs", label=label)
    return {"entries": [{"count": None, "current": False, **entry} for entry in entries], "label": label}


@register.inclusion_tag("ui/breadcrumb.html")
def breadcrumb(*values: Any) -> dict[str, Any]:
    """`{% breadcrumb _("Accueil") url _("Les cités") url2 _("Amiens Nord") %}`: label, address, …, the page itself.

    An empty address after the last label may be left out.
    """
    if len(values) % 2 == 0 and values and values[-1] == "":
        values = values[:-1]
    if len(values) % 2 == 0:
        raise template.TemplateSyntaxError("{% breadcrumb %} takes label, address, …, and last the label of this page")
    links = list(zip(values[:-1:2], values[1:-1:2], strict=True))
    return {"links": links, "here": values[-1]}


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any], label: str = "") -> dict[str, Any]:
    """`{% pagination page %}`: the pages of a list (`django.core.paginator.Page`); keeps the other parameters."""
    request: HttpRequest | None = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    gaps = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    numbers = [(number if isinstance(number, int) else None, _address(query, number)) for number in gaps]
    return {
        "page": page,
        "numbers": numbers,
        "label": label,
        "previous": _address(query, page.number - 1) if page.has_previous() else "",
        "next": _address(query, page.number + 1) if page.has_next() else "",
    }


@register.inclusion_tag("ui/pages_by_key.html")
def pages_by_key(newer: str, older: str, label: str) -> dict[str, Any]:
    """`{% pages_by_key newer_url older_url label=_("Pages du journal") %}`: a list that grows while it is read.

    newer, older: the addresses of the pages on both sides; empty where there is none.
    """
    not_empty("pages_by_key", label=label)
    return {"newer": newer, "older": older, "label": label}


def _address(query: QueryDict, number: Any) -> str:
    query = query.copy()
    query[PAGE] = str(number)
    return f"?{query.urlencode()}"
