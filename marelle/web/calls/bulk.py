"""Orders on several candidatures at once: looked at first, each file with what would be done; then given, or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marelle.domains.calls.access import visible_calls
from marelle.domains.calls.access.reviews import ORGANISE
from marelle.domains.calls.models import Call, Reviewer
from marelle.domains.calls.queries import boards
from marelle.domains.calls.queries import listing as queries
from marelle.domains.calls.queries.boards import Reader
from marelle.domains.calls.rules.bulk import NothingChosen, Outcome
from marelle.domains.calls.services import giving, reminding
from marelle.domains.calls.states.reminders import DRAFTS, OPINIONS, REVIEWS
from marelle.kernel.access import Forbidden, load
from marelle.kernel.errors import Refused
from marelle.kernel.rehearsal import rehearse
from marelle.kernel.states import State
from marelle.web.ui.answers import form_page, say_refusal
from marelle.web.ui.forms import LongSelect
from marelle.web.ui.tables import Column, Table

from .listing_filters import filters_of

EXTEND = "calls.extend"
DRAW, ASSIGN = "draw", "assign"
TICKED, WHOLE = "ticked", "whole"
GESTURES = {
    OPINIONS: gettext_lazy("Relancer : les avis attendus"),
    REVIEWS: gettext_lazy("Relancer : les notes attendues"),
    DRAW: gettext_lazy("Répartir par tirage entre les membres du jury"),
    ASSIGN: gettext_lazy("Confier à une personne du jury"),
}
CONFIRM = {
    OPINIONS: gettext_lazy("Envoyer les relances"),
    REVIEWS: gettext_lazy("Envoyer les relances"),
    DRAFTS: gettext_lazy("Envoyer les relances"),
    DRAW: gettext_lazy("Répartir ainsi"),
    ASSIGN: gettext_lazy("Confier ces candidatures"),
}
SHOWN = 200
DONE, LEFT = State("done", gettext_lazy("oui"), tone="done"), State("left", gettext_lazy("non"), tone="late")

OUTCOME_COLUMNS = (
    Column("site", gettext_lazy("Site"), lambda one: one.site),
    Column("fait", gettext_lazy("Concernée"), lambda one: DONE if one.done else LEFT, "state"),
    Column("quoi", gettext_lazy("Ce qui serait fait"), lambda one: one.sentence),
)


class BulkForm(forms.Form):
    """What is done, with which files of the list."""

    scope = forms.ChoiceField(
        label=gettext_lazy("Sur"), widget=forms.RadioSelect, choices=[(TICKED, ""), (WHOLE, "")], initial=TICKED
    )
    gesture = forms.ChoiceField(label=gettext_lazy("Geste"), choices=list(GESTURES.items()))
    reviewer = forms.ChoiceField(label=gettext_lazy("À qui confier"), required=False, widget=LongSelect)

    def __init__(self, data: Any, jury: Sequence[Reader], count: int | None = None) -> None:
        super().__init__(data, auto_id="bulk_%s")
        said = _("{name} ({n} en main)")
        people = [(str(one.id), said.format(name=one.name, n=one.left)) for one in jury]
        whole = _("toute la liste filtrée")
        if count is not None:
            whole = ngettext("la candidature de la liste", "les {n} candidatures de la liste", count).format(n=count)
        self.fields["scope"].choices = [(TICKED, _("les candidatures cochées")), (WHOLE, whole)]  # type: ignore[attr-defined]
        self.fields["reviewer"].choices = [("", _("Choisissez")), *people]  # type: ignore[attr-defined]
        self.fields["reviewer"].sometimes_needed = True  # type: ignore[attr-defined]
        if not jury:
            kept = [pair for pair in GESTURES.items() if pair[0] not in (DRAW, ASSIGN)]
            self.fields["gesture"].choices = kept  # type: ignore[attr-defined]
            del self.fields["reviewer"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("gesture") == ASSIGN and not told.get("reviewer"):
            self.add_error("reviewer", _("Choisissez la personne à qui confier ces candidatures."))
        return told


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What an order would do, file by file; the seed of a drawing."""

    outcomes: list[Outcome] = field(default_factory=list)
    seed: str = ""

    @property
    def done(self) -> int:
        return sum(one.done for one in self.outcomes)


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """An order on several files. Price: at most thirty queries to look, whatever the number of files."""
    viewer = request.viewer  # type: ignore[attr-defined]
    call = load(viewer, ORGANISE, visible_calls(viewer), slug=slug)
    if request.method != "POST":
        return redirect("call_applications", slug=slug)
    jury = boards.readers_of(viewer, call)
    form = BulkForm(request.POST, jury)
    content: dict[str, Any] = {"call": call, "form": form, "filter": request.POST.get("filter", ""), "ids": ""}
    if not form.is_valid():
        return form_page(request, "calls/bulk.html", content, refused=True)
    files = _files(request, call, form, jury)
    content |= {"ids": ",".join(map(str, files)), **_words(form.cleaned_data["gesture"])}
    try:
        if request.POST.get("step") == "confirm":
            return _given(request, call, form, files)
        content |= _looked_at(request, call, form, files)
    except Forbidden:
        raise  # a missing right is no mistake of the form
    except Refused as refusal:
        say_refusal(form, refusal)
    return form_page(request, "calls/bulk.html", content, refused=form.errors)


def _words(gesture: str) -> dict[str, Any]:
    return {"gesture": GESTURES[gesture], "confirm": CONFIRM[gesture]}


def _files(request: HttpRequest, call: Call, form: BulkForm, jury: Sequence[Reader]) -> list[int]:
    """The numbers that were ticked, or those of the whole list as it was filtered."""
    if request.POST.get("step") != "confirm" and form.cleaned_data["scope"] == WHOLE:
        return _whole_list(request, call, jury)
    told = request.POST.getlist("ids")
    words = [word for text in told for word in text.split(",")]
    return sorted({int(word) for word in words if word.isascii() and word.isdecimal() and len(word) < 12})


def _whole_list(request: HttpRequest, call: Call, jury: Sequence[Reader]) -> list[int]:
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    query = QueryDict(request.POST.get("filter", "")[:2000])
    asked = filters_of(query, viewer, call, jury)[1]
    return list(queries.listing(viewer, asked, now))


def _looked_at(request: HttpRequest, call: Call, form: BulkForm, files: list[int]) -> dict[str, Any]:
    seen = rehearse(lambda: _order(request, call, form, files))
    rows = sorted(seen.outcomes, key=lambda one: not one.done)
    table = Table(OUTCOME_COLUMNS, rows[:SHOWN], _("Fichier par fichier"), caption_hidden=True)
    said = {"gesture": form.cleaned_data["gesture"], "reviewer": form.cleaned_data.get("reviewer", "")}
    return {
        "said": said,
        "seen": seen,
        "table": table,
        "more": max(0, len(rows) - SHOWN),
        "left": len(rows) - seen.done,
    }


def _order(request: HttpRequest, call: Call, form: BulkForm, files: list[int], seed: str = "") -> Rehearsed:
    by, at = request.viewer, request.clock.now  # type: ignore[attr-defined]
    gesture, order = form.cleaned_data["gesture"], {"by": by, "at": at, "call": call, "files": files}
    if gesture == DRAW:
        return _drawn(order, seed)
    if gesture == ASSIGN:
        seat = Reviewer.objects.filter(call=call, pk=int(form.cleaned_data["reviewer"])).first()
        if seat is None:
            raise NothingChosen(field="reviewer")
        return Rehearsed(giving.assign_some(reviewer=seat, **order))
    return Rehearsed(reminding.remind(about=gesture, **order))


def _drawn(order: dict[str, Any], seed: str) -> Rehearsed:
    preview = giving.preview_some(order["by"], order["at"], order["call"], order["files"])
    outcomes = [_drawn_outcome(preview, file) for file in preview.files.values()]
    giving.draw_some(seed=seed or preview.seed, **order)
    return Rehearsed(outcomes, preview.seed)


def _drawn_outcome(preview: Any, file: Any) -> Outcome:
    names = ", ".join(seat.person.full_name for seat in preview.readers_of(file.pk))
    if names:
        return Outcome(file.pk, file.site.name, True, _("Sera confiée à {names}.").format(names=names))
    return Outcome(file.pk, file.site.name, False, _("A déjà ses lecteurs, ou personne d’autre ne peut la lire."))


def _given(request: HttpRequest, call: Call, form: BulkForm, files: list[int]) -> HttpResponse:
    done = _order(request, call, form, files, request.POST.get("seed", "")).done
    gesture = form.cleaned_data["gesture"]
    if not done:
        messages.warning(request, _("Rien n’a été fait : aucune des candidatures choisies n’était concernée."))
    elif gesture in (DRAW, ASSIGN):
        said = ngettext("{n} candidature est confiée.", "{n} candidatures sont confiées.", done)
        messages.success(request, said.format(n=done))
    else:
        said = ngettext("{n} candidature est relancée.", "{n} candidatures sont relancées.", done)
        messages.success(request, said.format(n=done))
    query = QueryDict(request.POST.get("filter", "")[:2000]).urlencode()
    return redirect(reverse("call_applications", args=[call.slug]) + (f"?{query}" if query else ""))


def drafts(request: HttpRequest, slug: str) -> HttpResponse:
    """Reminding the authors of the drafts of a call. Price: nine queries to look."""
    by, at = request.viewer, request.clock.now  # type: ignore[attr-defined]
    call = load(by, EXTEND, visible_calls(by), slug=slug)
    if request.method == "POST":
        done = sum(one.done for one in reminding.remind_drafts(by=by, at=at, call=call))
        if done:
            said = ngettext("{n} candidature est relancée.", "{n} candidatures sont relancées.", done)
            messages.success(request, said.format(n=done))
        else:
            messages.warning(request, _("Rien n’a été fait : aucun brouillon n’était à relancer."))
        return redirect("call_funnel", slug=slug)
    rows = rehearse(lambda: reminding.remind_drafts(by=by, at=at, call=call))
    table = Table(OUTCOME_COLUMNS, rows[:SHOWN], _("Brouillon par brouillon"), caption_hidden=True)
    done = sum(one.done for one in rows)
    content = {"call": call, "table": table, "done": done, "rows": rows, "more": max(0, len(rows) - SHOWN)}
    return form_page(request, "calls/remind_drafts.html", content, refused=False)
