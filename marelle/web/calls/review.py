"""Marking one file: the links that one has, the file beside the criteria, a draft, marks sent once, corrections."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.access.reviews import OPEN_STATES, own_assignments
from marelle.domains.calls.models import Assignment
from marelle.domains.calls.queries import applications as texts
from marelle.domains.calls.queries import reviews as queries
from marelle.domains.calls.queries.conflicts import Conflict
from marelle.domains.calls.queries.terms import weighed
from marelle.domains.calls.services import interests, reviewing
from marelle.kernel.access import NotFound, load
from marelle.kernel.dossiers import VersionSuperseded
from marelle.web.ui.answers import form_page
from marelle.web.ui.questionnaire import read_only

from .board import compared_content
from .eligibility import eligibility_words
from .marking import MarksForm
from .prepare import order

REVIEW = "calls.review"
SAVE, SEND = "save", "send"


class LinksForm(forms.Form):
    """None, or an interest and which."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Avez-vous un lien avec cette candidature ?"),
        choices=[
            ("none", gettext_lazy("Non, aucun")),
            ("some", gettext_lazy("Oui : je ne la lis pas et je ne la note pas")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez une réponse.")},
    )
    why = forms.CharField(
        label=gettext_lazy("Si oui, lequel ?"),
        help_text=gettext_lazy("Un mandat, un emploi, un proche, un intérêt. Seule l’équipe nationale le lit."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].sometimes_needed = True  # type: ignore[attr-defined]


def _mine(request: HttpRequest, pk: int) -> Assignment:
    viewer = request.viewer  # type: ignore[attr-defined]
    return load(viewer, REVIEW, own_assignments(viewer), pk=pk)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The file and its marks, to the reviewer who has it and said that nothing links them. Price: at most twenty-five
    queries, the six that look for links again included."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    share = _mine(request, pk)
    found = interests.block_for_conflict(by=viewer, at=now, assignment=share)
    if found:
        return _blocked(request, share, found)
    if not queries.statements_of(viewer, [share.application_id]).filter(has_interest=False).exists():
        return redirect("review_links", pk=pk)
    state = texts.opinions(share.application)
    if state.current is None:
        raise NotFound
    sent = queries.own_review(viewer, share.application)
    form = _form(request, share, sent, state.current.version.number)
    if request.method == "POST":
        answer = _answer(request, share, form, sent)
        if answer is not None:
            return answer
    return _page(request, share, form, sent, state.current.version)


def _form(request: HttpRequest, share: Assignment, sent: Any, version: int) -> MarksForm:
    """The marks as sent, as saved or as typed."""
    criteria = weighed(list(share.call.criteria.all()))
    if request.method == "POST":
        return MarksForm(request.POST, criteria=criteria, corrects=sent)
    draft = getattr(share, "draft", None) if sent is None else None
    initial = {"version": version, **MarksForm.initial_of(sent, draft)}
    return MarksForm(initial=initial, criteria=criteria, corrects=sent)


def _answer(request: HttpRequest, share: Assignment, form: MarksForm, sent: Any) -> HttpResponse | None:
    """Where one goes after an order; None when it was refused, said in the form."""
    by, at = request.viewer, request.clock.now  # type: ignore[attr-defined]
    form.is_valid()
    facts = {"by": by, "at": at, "assignment": share, "said": form.said(), "comment": form.data.get("comment", "")}
    if request.POST.get("then") != SEND:
        if order(form, lambda: reviewing.save_review_draft(**facts)):
            messages.success(request, _("Enregistré. Vos notes ne sont pas encore envoyées."))
            return redirect("review", pk=share.pk)
        return None
    facts["version"] = form.number("version")
    if sent is None:
        done = order(form, lambda: reviewing.submit_review(**facts))
    else:
        why, corrects = form.data.get("why", ""), form.number("corrects")
        done = order(form, lambda: reviewing.correct_review(**facts, why=why, corrects=corrects))
    if done is None:
        return None
    messages.success(request, _("Vos notes sont corrigées.") if sent else _("Vos notes sont envoyées. Merci."))
    return redirect("review", pk=share.pk)


def _page(request: HttpRequest, share: Assignment, form: MarksForm, sent: Any, version: Any) -> HttpResponse:
    text = texts.filed_text(version)
    if form.is_bound and form.number("version") != version.number:
        form.data = {**form.data.dict(), "version": str(version.number)}  # type: ignore[attr-defined]
        if not form.errors:
            form.add_error(None, str(VersionSuperseded()))
    content = {
        "share": share,
        "application": share.application,
        "call": share.call,
        "form": form,
        "sent": sent,
        "open": share.application.state in OPEN_STATES,
        "comparable": sent is not None and share.application_id in queries.opened_files([share.application]),
        "text": text,
        "sections": read_only(text.definition, text.seen),
        "eligibility": eligibility_words(text.version.content.get("eligibility")),
    }
    return form_page(request, "calls/review.html", content, refused=form.errors)


def links(request: HttpRequest, pk: int) -> HttpResponse:
    """What one declares before reading anything. Price: eight queries to show it."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    share = _mine(request, pk)
    found = interests.block_for_conflict(by=viewer, at=now, assignment=share)
    if found:
        return _blocked(request, share, found)
    form = LinksForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        some, why = form.cleaned_data["answer"] == "some", form.cleaned_data["why"]
        facts = {"by": viewer, "at": now, "assignment": share, "has_interest": some, "why": why}
        if order(form, lambda: interests.state_interest(**facts)):
            if some:
                messages.success(request, _("C’est noté : cette candidature ne vous est plus confiée."))
                return redirect("desk")
            return redirect("review", pk=pk)
    content = {"share": share, "application": share.application, "call": share.call, "form": form}
    return form_page(request, "calls/review_links.html", content, refused=form.errors)


def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """The marks of all, to one of those who marked, once all are in. Price: at most twenty queries."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    share = _mine(request, pk)
    found = interests.block_for_conflict(by=viewer, at=now, assignment=share)
    if found:
        return _blocked(request, share, found)
    share.application.call = share.call
    seen = queries.open_marks(share.application)
    return render(request, "calls/marks.html", {**compared_content(seen), "share": share})


def _blocked(request: HttpRequest, share: Assignment, found: tuple[Conflict, ...]) -> HttpResponse:
    """The file is closed, says why, and stays closed: what was noted of it is kept, unlike after a refusal."""
    content = {"share": share, "call": share.call, "found": found}
    return render(request, "calls/review_blocked.html", content, status=403)
