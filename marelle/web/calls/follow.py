"""Following a call: every call, then one of them, its candidatures with both opinions and what each still lacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.access import visible_calls
from marelle.domains.calls.models import Call
from marelle.domains.calls.queries import deciding as queries
from marelle.domains.calls.queries.deciding import ToDecide
from marelle.domains.calls.queries.terms import stage_at
from marelle.domains.funding.queries import envelope_state
from marelle.kernel.access import Viewer, load
from marelle.kernel.words import plain
from marelle.web.ui.paging import page_of
from marelle.web.ui.tables import Table, read_sort, sort_rows

from .columns import CALL_COLUMNS, ENVELOPE_COLUMNS, PAST_COLUMNS, TO_DECIDE_COLUMNS
from .showing import moment, time_left

RECORD = "calls.record_decision"
READY, AWAITED, DECIDED = "pretes", "attente", "decidees"


class Filters(forms.Form):
    """What the list of a call is narrowed to; it lives in the address."""

    step = forms.ChoiceField(
        label=gettext_lazy("Où en est-elle ?"),
        required=False,
        choices=[
            ("", gettext_lazy("Toutes")),
            (READY, gettext_lazy("Prêtes à décider")),
            (AWAITED, gettext_lazy("En attente")),
            (DECIDED, gettext_lazy("Décidées")),
        ],
    )
    q = forms.CharField(
        label=gettext_lazy("Un site, une organisation"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    def keeps(self, row: ToDecide) -> bool:
        """True for a row that answers to what was asked; an unknown filter narrows nothing."""
        asked = self.cleaned_data
        words = plain(f"{row.application.site.name} {row.application.organisation.name}")
        return asked.get("step") in (None, "", _step(row)) and plain(asked.get("q") or "") in words


def _step(row: ToDecide) -> str:
    if row.ready:
        return READY
    return AWAITED if row.under_way else DECIDED


def calls(request: HttpRequest) -> HttpResponse:
    """Price: one query, whatever the number of calls."""
    found = list(queries.calls_to_follow(request.viewer))  # type: ignore[attr-defined]
    sort = read_sort(request, CALL_COLUMNS)
    rows = sort_rows(found, CALL_COLUMNS, sort)
    table = Table(CALL_COLUMNS, rows, _("Appels à candidatures"), sort, request.GET, caption_hidden=True)
    gestures = {"may_prepare": "calls.prepare", "may_write_forms": "calls.write_forms"}
    may = {name: request.viewer.may(permission) for name, permission in gestures.items()}  # type: ignore[attr-defined]
    return render(request, "calls/calls.html", {"table": table, "any": bool(found), **may})


def call(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: seven queries, whatever the number of candidatures and of decisions told of the past."""
    viewer = request.viewer  # type: ignore[attr-defined]
    shown = load(viewer, RECORD, visible_calls(viewer), slug=slug)
    rows, form = queries.to_decide(viewer, shown), Filters(request.GET)
    form.is_valid()
    sort = read_sort(request, TO_DECIDE_COLUMNS, default="site")
    kept = sort_rows([row for row in rows if form.keeps(row)], TO_DECIDE_COLUMNS, sort)
    page = page_of(request, kept)
    content = {
        "call": shown,
        "opens": moment(shown.opens_at),
        "time_left": time_left(shown.closes_at, request.clock.now),  # type: ignore[attr-defined]
        "form": form,
        "filed": len(rows),
        "ready": sum(row.ready for row in rows),
        "page": page,
        "table": _table(request, page, sort),
        "envelope": _envelope(shown.pk),
        "past": _past(request, shown),
        "takes_decisions": queries.decides(shown),
        "stage": stage_at(shown, request.clock.now),  # type: ignore[attr-defined]
        "to_come": request.clock.now < shown.opens_at,  # type: ignore[attr-defined]
        "over": shown.closes_at is not None and shown.closes_at <= request.clock.now,  # type: ignore[attr-defined]
        "gestures": (gestures := _gestures(viewer)),
        "decides": _decides(shown, gestures),
        "to_speak": any(row.under_way and row.awaited for row in rows),
    }
    return render(request, "calls/call.html", content)


def _gestures(viewer: Viewer) -> dict[str, bool]:
    """What the viewer may do with a call."""
    named = {"prepare": "calls.prepare", "close": "calls.open", "extend": "calls.extend", "announce": RECORD}
    named |= {"organise": "calls.organise_review", "list": "calls.read_list"}
    return {name: viewer.may(permission) for name, permission in named.items()}


def _decides(call: Call, gestures: Mapping[str, bool]) -> bool:
    """Whether the gestures of the decision hold anything beside the next step."""
    rolling = gestures["prepare"] and call.kind == "rolling"
    return call.state != "draft" and (rolling or (gestures["list"] and bool(call.selection_rules)))


def _table(request: HttpRequest, page: Any, sort: Any) -> Table:
    return Table(
        TO_DECIDE_COLUMNS,
        list(page),
        _("Candidatures déposées"),
        sort,
        request.GET,
        anchor="candidatures",
        empty=_("Aucune candidature ne correspond. Effacez un filtre ou essayez un autre mot."),
        caption_hidden=True,
    )


def _envelope(number: int) -> Table | None:
    years = envelope_state(number)
    caption = _("Ce que l’appel peut affecter, année par année")
    return Table(ENVELOPE_COLUMNS, years, caption, anchor="enveloppe", caption_hidden=True) if years else None


def _past(request: HttpRequest, shown: Any) -> Table | None:
    told = list(queries.past_decisions(request.viewer, shown))  # type: ignore[attr-defined]
    caption = _("Décisions d’avant Marelle, telles que leurs sources les disent")
    return Table(PAST_COLUMNS, told, caption, anchor="passees", caption_hidden=True) if told else None
