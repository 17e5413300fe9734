"""Changes decided for a day to come: on the screens that decide them, and on their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.projects.models import ChangeToCome
from marelle.domains.projects.queries.changes import changes, changes_to_come
from marelle.domains.projects.services import call_off_change
from marelle.domains.projects.states.changes import KINDS
from marelle.domains.territories.access import visible_sites
from marelle.domains.territories.models import Site
from marelle.flows.plan_change import plan_change
from marelle.kernel.access import NotFound, load
from marelle.kernel.clock import PARIS
from marelle.web.ui.answers import form_page, given
from marelle.web.ui.exports import export_csv
from marelle.web.ui.tables import Column, Table

from .ground import site_of
from .kept_words import facts_of

CHANGE, READ = "territories.change_sites", "projects.read"
ADDRESSES = {"split": "site_split", "merge": "site_merge", "rename": "site_rename", "ground": "site_change"}
COLUMNS = (
    Column("jour", gettext_lazy("Le"), lambda one: one.on, "date"),
    Column("nature", gettext_lazy("Nature"), lambda one: KINDS[one.kind]),
    Column("quoi", gettext_lazy("Ce qui est décidé"), lambda one: one.words, "link", href=lambda one: address_of(one)),
    Column("etat", gettext_lazy("État"), lambda one: one.stage, "state"),
    Column("pourquoi", gettext_lazy("Pourquoi"), lambda one: one.why),
)


class CallOffForm(forms.Form):
    """Why a change will not be."""

    why = forms.CharField(
        label=gettext_lazy("Pourquoi il n’aura pas lieu"),
        help_text=gettext_lazy("Ceux qui l’attendent recevront cette phrase. Elle est gardée avec l’historique."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
    )


@dataclass(frozen=True, slots=True)
class Deciding:
    """A change that is being decided on a screen: of which kind, from which site, in place of which other."""

    request: HttpRequest
    kind: str
    site: Site
    replaces: ChangeToCome | None = None

    @classmethod
    def on(cls, request: HttpRequest, kind: str, site: Site) -> Deciding:
        """With the change that the address names, if it is one of this site and kind. Price: two queries, or none."""
        asked = request.GET.get("changement", "")
        if not (asked.isascii() and asked.isdecimal() and len(asked) < 18):
            return cls(request, kind, site)
        found = changes().filter(pk=int(asked), kind=kind, links__site=site).first()
        if found is None:
            raise NotFound
        return cls(request, kind, site, found)

    @property
    def told(self) -> Mapping[str, Any]:
        """What the change that is taken up again says; empty for a new one."""
        return self.replaces.told if self.replaces else {}

    def initial(self) -> dict[str, Any]:
        """The day and the reason with which the form begins."""
        today = _today(self.request)
        return {"on": self.replaces.on, "why": self.replaces.why} if self.replaces else {"on": today}

    def give(self, said: Mapping[str, Any], told: Mapping[str, Any], others: Sequence[Site], now: Any) -> Any:
        """Keeps the change for its day when that day is to come, else gives it now by `now()`; one that it takes the
        place of ends."""
        on, why, order = said["on"], said["why"], {"by": self.request.viewer, "at": self.request.clock.now}  # type: ignore[attr-defined]
        if on > _today(self.request):
            facts = {"kind": self.kind, "sites": [self.site, *others], "told": told, "on": on, "why": why}
            return plan_change(**order, **facts, replaces=self.replaces)
        with transaction.atomic():
            made = now()
            if self.replaces is not None:
                sooner = _("Fait dès le {day}.").format(day=date_format(on, "j F Y"))
                call_off_change(**order, change=self.replaces, why=sooner)
        return made

    def kept(self, made: Any, said: str) -> HttpResponse:
        """To the page of the ground, with what was done, or what is kept for which day."""
        if isinstance(made, ChangeToCome):
            said = _("C’est gardé pour le {day}. Ce jour-là, Marelle le fait.").format(
                day=date_format(made.on, "j F Y")
            )
        messages.success(self.request, said)
        return redirect("site_ground", slug=self.site.slug)


def _today(request: HttpRequest) -> date:
    return request.clock.now.astimezone(PARIS).date()  # type: ignore[attr-defined,no-any-return]


def waited(made: object) -> ChangeToCome | None:
    """What an order made when it is a change kept for its day."""
    return made if isinstance(made, ChangeToCome) else None


def address_of(change: ChangeToCome) -> str:
    """The page of a change. Price: none."""
    return reverse("site_change_kept", args=[change.sites[0].slug, change.pk])


def _shown(request: HttpRequest, found: Iterable[ChangeToCome]) -> list[ChangeToCome]:
    """The invented ones in a demonstration only."""
    demonstration = request.clock.is_demonstration  # type: ignore[attr-defined]
    return [one for one in found if demonstration or not any(site.invented for site in one.sites)]


def show_all(request: HttpRequest) -> HttpResponse:
    """What is to come in every cité, the next first. Price: one query."""
    table = Table(COLUMNS, _shown(request, changes_to_come()), _("Changements à venir"), caption_hidden=True)
    return render(request, "territories/changes_to_come.html", {"table": table, "any": bool(table.rows)})


def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Price: as `show_all`."""
    return export_csv(COLUMNS, _shown(request, changes_to_come()), "changements-a-venir.csv")


def _change(request: HttpRequest, slug: str, pk: int) -> tuple[Site, ChangeToCome]:
    site = site_of(request, slug)
    found = changes().filter(pk=pk, links__site=site).first()
    if found is None:
        raise NotFound
    return site, found


def show(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One change: what will be, when, why; what stands in its way; who decided it, for those who follow the cité.

    Price: eight queries at most.
    """
    site, change = _change(request, slug, pk)
    viewer, first = request.viewer, change.sites[0]  # type: ignore[attr-defined]
    content = {
        "site": site,
        "change": change,
        "words": change.words,
        "facts": facts_of(change),
        "follows": viewer.may(READ, site.perimeters()),
        "may_change": change.is_to_come and viewer.may(CHANGE, site.perimeters()),
        "again": f"{reverse(ADDRESSES[change.kind], args=[first.slug])}?changement={change.pk}",
        "call_off": reverse("site_change_call_off", args=[site.slug, change.pk]),
    }
    return render(request, "territories/change_kept.html", content)


def call_off(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Says that a change will not be, and why. Price: six queries to show it; the order's."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    load(viewer, CHANGE, visible_sites(viewer), slug=slug)
    site, change = _change(request, slug, pk)
    form = CallOffForm(request.POST or None)
    if form.is_bound and form.is_valid():
        why = form.cleaned_data["why"]
        if given(form, lambda: call_off_change(by=viewer, at=now, change=change, why=why)):
            messages.success(request, _("Ce changement n’aura pas lieu. Ceux qui l’attendaient sont prévenus."))
            return redirect("site_ground", slug=site.slug)
    content = {"site": site, "change": change, "words": change.words, "form": form, "back": address_of(change)}
    return form_page(request, "territories/change_call_off.html", content, refused=form.errors)
