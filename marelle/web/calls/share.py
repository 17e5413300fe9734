"""Giving files to readers: a distribution shown before it is drawn; then one file, its readers, by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marelle.domains.calls.access import visible_applications
from marelle.domains.calls.models import Application
from marelle.domains.calls.queries import jury as queries
from marelle.domains.calls.queries.conflicts import interests_on
from marelle.domains.calls.queries.reviews import marking_of
from marelle.domains.calls.services import jury as orders
from marelle.kernel.access import NotFound, load
from marelle.web.ui.answers import form_page
from marelle.web.ui.tables import Column, Table

from .organising import ENDED_COLUMNS, LOAD_COLUMNS, ORGANISE, SHARE_COLUMNS, organised_call, views_of
from .prepare import order

GIVE, TAKE, FURTHER = "give", "take", "further"


class DrawForm(forms.Form):
    """The seed of the distribution that was read."""

    seed = forms.CharField(widget=forms.HiddenInput, max_length=64)


def draw(request: HttpRequest, slug: str) -> HttpResponse:
    """What a distribution would do, then the same, done. Price: sixteen queries, whatever the number of files."""
    call, now = organised_call(request, slug), request.clock.now  # type: ignore[attr-defined]
    form = DrawForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        seed = form.cleaned_data["seed"]
        made = order(form, lambda: orders.draw_files(by=request.viewer, at=now, call=call, seed=seed))  # type: ignore[attr-defined]
        if made is not None:
            text = ngettext("Une part est confiée.", "{n} parts sont confiées.", len(made.drawn))
            messages.success(request, text.format(n=len(made.drawn)) + " " + _("Les membres du jury sont prévenus."))
            return redirect("call_draw", slug=slug)
    preview = queries.preview_draw(call, now)
    given = _given(call)
    content = {
        "call": call,
        "tabs": views_of(call, "call_draw"),
        "form": form,
        "preview": preview,
        "fresh": DrawForm(initial={"seed": preview.seed}),
        "loads": Table(LOAD_COLUMNS, preview.rows, _("Candidatures par membre"), caption_hidden=True),
        "files": Table(_columns(preview, given), list(preview.files.values()), _("Candidatures"), caption_hidden=True),
        "short": [(preview.files[file], missing) for file, missing in preview.drawn.short.items()],
        "draws": list(call.draws.order_by("-drawn_at", "-pk")),
    }
    return form_page(request, "calls/draw.html", content, refused=form.errors)


def _given(call: Any) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for share in queries.shares_of(call):
        found.setdefault(share.application_id, []).append(share.reviewer.person.full_name)
    return found


def _columns(preview: queries.Preview, given: dict[int, list[str]]) -> tuple[Column, ...]:
    """Each file with those who read it already, those it would receive, those who stay away and why."""

    def away(file: Application) -> str:
        said = [f"{seat.person.full_name} ({why})" for seat, why in preview.away(file.pk)]
        return ", ".join(said)

    return (
        Column(
            "site",
            gettext_lazy("Site"),
            lambda file: file.site.name,
            "link",
            href=lambda file: reverse("application_readers", args=[file.pk]),
            note=lambda file: file.organisation.name,
        ),
        Column("lecteurs", gettext_lazy("Déjà confiée à"), lambda file: ", ".join(given.get(file.pk, []))),
        Column(
            "tirage",
            gettext_lazy("Serait confiée à"),
            lambda file: ", ".join(seat.person.full_name for seat in preview.readers_of(file.pk)),
        ),
        Column("ecartes", gettext_lazy("Écartés pour un lien"), away),
    )


class GiveForm(forms.Form):
    """One member of the jury."""

    reviewer = forms.ChoiceField(
        label=gettext_lazy("Confier à"), error_messages={"required": gettext_lazy("Choisissez un membre.")}
    )


class TakeForm(forms.Form):
    """One reader of the file, and why it is taken back."""

    assignment = forms.ChoiceField(
        label=gettext_lazy("Retirer à"), error_messages={"required": gettext_lazy("Choisissez un membre.")}
    )
    why = forms.CharField(
        label=gettext_lazy("Pourquoi"),
        help_text=gettext_lazy("Reste dans le journal. Rien sur la santé d’une personne."),
        max_length=500,
        error_messages={"required": gettext_lazy("Écrivez pourquoi : cela reste dans le journal.")},
    )


def readers(request: HttpRequest, pk: int) -> HttpResponse:
    """The readers of one file, the gestures, the interests declared. Price: at most twenty-five queries."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    application = load(viewer, ORGANISE, visible_applications(viewer), pk=pk)
    if application.filed_at is None:
        raise NotFound
    shares = queries.shares_of(application.call, application)
    seats = queries.seats_of(application.call)
    step = request.POST.get("step", "")
    give, take = (
        GiveForm(request.POST if step == GIVE else None, prefix=GIVE),
        TakeForm(request.POST if step == TAKE else None, prefix=TAKE),
    )
    further = forms.Form(request.POST if step == FURTHER else None)
    held, away = {share.reviewer_id for share in shares}, queries.kept_away(seats, application, now)
    tied = {seat.pk for seat, _why in away}
    free = {str(seat.pk): seat for seat in seats if seat.pk not in held | tied}
    open_ = {str(share.pk): share for share in shares if not share.sent}  # type: ignore[attr-defined]
    give.fields["reviewer"].choices = [("", "")] + [(key, seat.person.full_name) for key, seat in free.items()]  # type: ignore[attr-defined]
    take.fields["assignment"].choices = [("", "")] + [(k, one.reviewer.person.full_name) for k, one in open_.items()]  # type: ignore[attr-defined]
    done = _done(request, application, (give, take, further), free, open_)
    if done:
        messages.success(request, done)
        return redirect("application_readers", pk=pk)
    content = {
        "application": application,
        "call": application.call,
        "table": Table(SHARE_COLUMNS, shares, _("Lecteurs"), caption_hidden=True),
        "ended": _ended(application),
        "away": away,
        "declared": [(one, getattr(one, "lifting", None)) for one in interests_on(application)],
        "give": give,
        "take": take,
        "further": further,
        "free": free,
        "open": open_,
        "row": marking_of(application),
    }
    return form_page(request, "calls/readers.html", content, refused=give.errors or take.errors or further.errors)


def _ended(application: Application) -> Table | None:
    past = (
        application.assignments.filter(ended_at__isnull=False).select_related("reviewer__person").order_by("ended_at")
    )
    rows = list(past)
    return Table(ENDED_COLUMNS, rows, _("Lecteurs d’avant"), anchor="avant", caption_hidden=True) if rows else None


def _done(request: HttpRequest, application: Application, sent: Any, free: Any, open_: Any) -> str:
    """What was ordered, in a sentence; empty when nothing was, or when it was refused."""
    by, at = request.viewer, request.clock.now  # type: ignore[attr-defined]
    give, take, further = sent
    if give.is_bound and give.is_valid():
        seat = free[give.cleaned_data["reviewer"]]
        if order(give, lambda: orders.assign_by_hand(by=by, at=at, application=application, reviewer=seat)):
            return _("La candidature est confiée à {name}. Un courriel l’annonce.").format(name=seat.person)
    if take.is_bound and take.is_valid():
        share, why = open_[take.cleaned_data["assignment"]], take.cleaned_data["why"]
        if order(take, lambda: orders.take_back(by=by, at=at, assignment=share, why=why)):
            return _("La candidature est retirée à {name}.").format(name=share.reviewer.person)
    if further.is_bound and further.is_valid():
        made = order(further, lambda: orders.ask_further_reader(by=by, at=at, application=application))
        if made is not None:
            return _("Un lecteur supplémentaire est tiré. Les notes sont de nouveau fermées jusqu’aux siennes.")
    return ""
