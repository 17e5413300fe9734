"""What a site covers: today, and as it was; its former names, what it came from, what it became."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.projects.queries.changes import changes_to_come
from marelle.domains.territories import queries
from marelle.domains.territories.access import visible_sites
from marelle.domains.territories.models import Site
from marelle.domains.territories.queries.grounds import Stay, stays_of
from marelle.kernel.access import NotFound
from marelle.web.ui.tables import Column, Table

CHANGE = "territories.change_sites"
KINDS = {
    "commune": gettext_lazy("Commune"),
    "quarter": gettext_lazy("Quartier"),
    "school": gettext_lazy("Établissement"),
}
STAY_COLUMNS = (
    Column("nature", gettext_lazy("Nature"), lambda stay: KINDS[stay.kind]),
    Column(
        "lieu",
        gettext_lazy("Lieu"),
        lambda stay: stay.name,
        "link",
        href=lambda stay: reverse(stay.kind, args=[stay.code]),
        note=lambda stay: _("chef de file") if stay.leads else _("commune principale") if stay.main else "",
    ),
    Column("code", gettext_lazy("Code"), lambda stay: stay.code),
    Column("depuis", gettext_lazy("Depuis le"), lambda stay: stay.valid_from, "date"),
)
PAST_COLUMNS = (*STAY_COLUMNS, Column("jusque", gettext_lazy("Jusqu’au"), lambda stay: stay.valid_to, "date"))


def site_of(request: HttpRequest, slug: str) -> Site:
    """One site; the invented ones in a demonstration only. Price: one query."""
    found = visible_sites(request.viewer).filter(slug=slug).first()  # type: ignore[attr-defined]
    if found is None or (found.invented and not request.clock.is_demonstration):  # type: ignore[attr-defined]
        raise NotFound
    return found


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: eight queries."""
    site = site_of(request, slug)
    stays = stays_of(site)
    here, gone = [one for one in stays if one.valid_to is None], [one for one in stays if one.valid_to]
    content = {
        "site": site,
        "here": _table(STAY_COLUMNS, here, _("Ce que la cité couvre")),
        "gone": _table(PAST_COLUMNS, gone, _("Ce qu’elle a couvert")),
        "to_come": changes_to_come([site]),
        "names": queries.former_names(site),
        "became": queries.became(site),
        "came_from": queries.came_from(site),
        "may_change": site.status == "open" and request.viewer.may(CHANGE, site.perimeters()),  # type: ignore[attr-defined]
    }
    return render(request, "territories/ground.html", content)


def ended(request: HttpRequest, site: Site) -> HttpResponse:
    """What is said of a site that split or merged already: when, and what goes on. Price: one query."""
    _before, after = queries.lineage_of(site.slug)
    return render(request, "territories/ended.html", {"site": site, "after": after})


def _table(columns: Sequence[Column], stays: Sequence[Stay], caption: str) -> Any:
    return Table(columns, stays, caption, caption_hidden=True) if stays else None
