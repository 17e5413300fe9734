"""Asking the authors of a filed application to correct named answers, and passing a draft to a newer form."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.access import visible_applications
from marelle.domains.calls.models import Application
from marelle.domains.calls.queries.applications import still_receives
from marelle.domains.calls.queries.corrections import corrections_of, open_correction
from marelle.domains.calls.queries.forms import newer_form
from marelle.domains.calls.services import corrections as services
from marelle.domains.calls.services.writing import pass_to_newest_form
from marelle.kernel.access import load
from marelle.kernel.clock import PARIS
from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires import Definition
from marelle.kernel.questionnaires.services import would_pass
from marelle.web.ui.answers import form_page, say_refusal
from marelle.web.ui.questionnaire import whole

from .showing import correction_words, moment

ASK, WRITE = "calls.request_correction", "calls.write_application"
USUAL = timedelta(days=10)


class CorrectionForm(forms.Form):
    """Which answers, why, until when. Only collects: the service judges."""

    fields_asked = forms.MultipleChoiceField(
        label=gettext_lazy("Réponses à corriger"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Elles seules seront ouvertes. Le reste demeure tel que déposé."),
        error_messages={"required": gettext_lazy("Cochez au moins une réponse.")},
    )
    reasons = forms.CharField(
        label=gettext_lazy("Ce qu’il faut corriger, et pourquoi"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
        help_text=gettext_lazy("La commune le lira, et cela reste au dossier."),
        error_messages={"required": gettext_lazy("Dites ce qu’il faut corriger.")},
    )
    until = forms.DateField(
        label=gettext_lazy("Dernier jour pour déposer la correction"),
        help_text=gettext_lazy("Jusqu’à minuit, ce jour-là."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Écrivez une date."),
            "invalid": gettext_lazy("Écrivez une date, par exemple 30/06/2019."),
        },
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
    )

    def choose_from(self, definition: Definition) -> None:
        """The answers by section; what is computed follows by itself."""
        groups = [
            (section.title, [(f.code, f.label) for f in section.fields if f.kind != "computed"])
            for section in definition.sections
        ]
        self.fields["fields_asked"].choices = [(title, list(group)) for title, group in groups if group]  # type: ignore[attr-defined]


def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for a correction, or takes one back. Price: one query to load it, two for the corrections."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    application = load(viewer, ASK, visible_applications(viewer), pk=pk)
    if request.method == "POST" and request.POST.get("then") == "end":
        return _end(request, application)
    usual = {"until": (now + USUAL).astimezone(PARIS).date()}
    form = CorrectionForm(request.POST if request.method == "POST" else None, initial=usual)
    form.choose_from(application.sheet.questionnaire.form)
    if form.is_bound and form.is_valid() and _asked(request, application, form):
        messages.success(request, _("La commune est prévenue. Les réponses choisies lui sont ouvertes."))
        return redirect("application", pk=pk)
    return form_page(request, "calls/correction.html", _content(application, form, now), refused=form.errors)


def _asked(request: HttpRequest, application: Application, form: CorrectionForm) -> bool:
    said = form.cleaned_data
    try:
        services.request_correction(
            by=request.viewer,  # type: ignore[attr-defined]
            application=application,
            fields=said["fields_asked"],
            reasons=said["reasons"],
            until=datetime.combine(said["until"] + timedelta(days=1), datetime.min.time(), PARIS),
        )
    except OverflowError:
        form.add_error("until", _("Écrivez une date, par exemple 30/06/2019."))
    except Refused as refusal:
        say_refusal(form, refusal, fields="fields_asked")
    return not form.errors


def _end(request: HttpRequest, application: Application) -> HttpResponse:
    try:
        services.end_correction(by=request.viewer, application=application)  # type: ignore[attr-defined]
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("La demande de correction est retirée."))
    return redirect("application", pk=application.pk)


def _content(application: Application, form: CorrectionForm, now: datetime) -> dict[str, Any]:
    current = open_correction(application, now)
    asked = corrections_of(application)
    return {
        "application": application,
        "form": form,
        "current": correction_words(application, current) if current else None,
        "past": [_told(application, one) for one in asked if current is None or one.pk != current.pk],
        "open": application.state in ("filed", "under_review"),
    }


def _told(application: Application, correction: Any) -> dict[str, Any]:
    words = correction_words(application, correction)
    if correction.answered_at:
        end = _("Déposée à nouveau le {moment} : version {number}.").format(
            moment=moment(correction.answered_at), number=correction.answered_version
        )
    else:
        end = _("Sans suite.")
    return {**words, "asked": moment(correction.asked_at), "end": end}


def newer(request: HttpRequest, pk: int) -> HttpResponse:
    """What passing to the newest form would do, then doing it. Price: one query to load it, one for the form."""
    viewer = request.viewer  # type: ignore[attr-defined]
    application = load(viewer, WRITE, visible_applications(viewer), pk=pk)
    newest = newer_form(application)
    if newest is None or not still_receives(application, request.clock.now):  # type: ignore[attr-defined]
        return redirect("application", pk=pk)
    if request.method == "POST":
        pass_to_newest_form(by=viewer, at=request.clock.now, application=application)  # type: ignore[attr-defined]
        messages.success(request, _("La candidature est passée à la nouvelle version du formulaire."))
        return redirect("application", pk=pk)
    mine = application.sheet.questionnaire
    _answers, passed = would_pass(application.sheet, newest)
    had = {field.code for field in mine.form.fields}
    content = {
        "application": application,
        "mine": mine,
        "newest": newest,
        "new": [field.label for field in newest.form.fields if field.code not in had and field.kind != "computed"],
        "left": [
            (field.label, whole(field, application.sheet.answers[field.code]))
            for field in mine.form.fields
            if field.code in passed.left
        ],
    }
    return form_page(request, "calls/newer_form.html", content, refused=None)
