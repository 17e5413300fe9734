"""Writing an application: my list, where one stands, a section, filing, the file as it was filed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from marelle.domains.calls.access import visible_applications
from marelle.domains.calls.access.reviews import ORGANISE, seats_held
from marelle.domains.calls.models import Application
from marelle.domains.calls.queries import applications as queries
from marelle.domains.calls.services import applications as services
from marelle.kernel.access import Forbidden, NotFound, load
from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires import Section
from marelle.kernel.questionnaires.services import AnswersClash, AnswersUnreadable
from marelle.web.ui.answers import form_page
from marelle.web.ui.paging import page_of
from marelle.web.ui.questionnaire import SectionForm, clash_texts, fault_lines, read_only, section_form
from marelle.web.ui.tables import Table

from .showing import COLUMNS, moment, row_of, squares, time_left

READ, WRITE, DECIDE = "calls.read_application", "calls.write_application", "calls.record_decision"


def mine(request: HttpRequest) -> HttpResponse:
    """The applications I see. Price: three queries, whatever their number."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    page = page_of(request, queries.applications_of(viewer))
    applications = list(page)
    awaited = queries.awaited_seats(applications)
    rows = [row_of(application, awaited.get(application.pk, ()), now) for application in applications]
    table = Table(COLUMNS, rows, caption=_("Candidatures"), caption_hidden=True)
    content = {"page": page, "table": table, "may_start": viewer.may(WRITE), "may_decide": viewer.may(DECIDE)}
    return render(request, "calls/mine.html", content)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an application stands, what is left and by when. Price: one query to load it, four for the opinions."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    application = load(viewer, READ, visible_applications(viewer), pk=pk)
    left = queries.what_is_left(application)
    state = queries.opinions(application)
    content = {
        "application": application,
        "left": left,
        "following": next((item.section for item in left.sections if not item.complete), None),
        "squares": squares(application, left.complete, state.standing.carried),
        "time_left": time_left(application.closes_at, now),
        "closes": moment(application.closes_at),
        "filed": moment(application.filed_at),
        "may_write": queries.may_write(viewer, application),
        "may_file": queries.may_file(viewer, application, now),
        "may_decide": viewer.may(DECIDE, application.perimeters()),
        "my_seats": queries.seats_of(viewer, application, state),
        "speaks": seats_held(viewer, application),
        "may_organise": viewer.may(ORGANISE),
        "voices": queries.spoken(application, state.current) if state.current else [],
    }
    return render(request, "calls/application.html", content)


def section(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """One section to write in. Saved is not filed: the page says so, and says what is missing when asked."""
    viewer = request.viewer  # type: ignore[attr-defined]
    application = load(viewer, WRITE, visible_applications(viewer), pk=pk)
    if application.state != "draft":
        return redirect("application_filed", pk=pk)
    left = queries.what_is_left(application)
    here = left.of(section)
    if here is None:
        raise NotFound
    if request.method == "POST":
        return _save(request, application, left, here.section)
    values = {**application.sheet.answers, **left.seen.values}
    faults = here.faults if "verifier" in request.GET else ()
    form = section_form(here.section, left.seen.shown, values, faults)
    return _section_page(request, application, left, here.section, form, application.sheet.revision)


def _save(request: HttpRequest, application: Application, left: Any, here: Section) -> HttpResponse:
    form = section_form(here, left.seen.shown, {})
    typed = form.typed(request.POST)
    base = request.POST.get("revision", "")
    try:
        services.save_section(
            by=request.viewer,  # type: ignore[attr-defined]
            at=request.clock.now,  # type: ignore[attr-defined]
            application=application,
            answers=typed,
            revision=int(base) if base.isdecimal() and len(base) < 9 else 0,
        )
    except AnswersUnreadable as refusal:
        form = section_form(here, left.seen.shown, {**left.seen.values, **typed}, refusal.faults)
        return _section_page(request, application, left, here, form, base, refusal)
    except AnswersClash as clash:
        form = section_form(here, left.seen.shown, clash.shown)
        return _section_page(request, application, left, here, form, clash.revision, clash)
    except Refused as refusal:
        form = section_form(here, left.seen.shown, {**left.seen.values, **typed})
        return _section_page(request, application, left, here, form, base, refusal)
    return _after_saving(request, application, left, here)


def _after_saving(request: HttpRequest, application: Application, before: Any, here: Section) -> HttpResponse:
    """The next section, unless an answer has made new questions appear on this page."""
    messages.success(request, _("Enregistré. La candidature n’est pas encore déposée."))
    left = queries.what_is_left(application)
    new = {field.code for field in here.fields} & left.seen.shown - before.seen.shown
    if new:
        messages.info(request, _("Votre réponse ouvre une nouvelle question sur cette page."))
    if new or request.POST.get("then") != "next":
        return redirect("application_section", pk=application.pk, section=here.code)
    codes = [item.section.code for item in left.sections]
    following = codes[codes.index(here.code) + 1 :][:1]
    if following:
        return redirect("application_section", pk=application.pk, section=following[0])
    return redirect("application_file", pk=application.pk)


def _section_page(
    request: HttpRequest,
    application: Application,
    left: Any,
    here: Section,
    form: SectionForm,
    revision: object,
    refusal: Refused | None = None,
) -> HttpResponse:
    clashes = clash_texts(left.definition, refusal.clashes) if isinstance(refusal, AnswersClash) else []
    content = {
        "application": application,
        "left": left,
        "here": here,
        "sections": _tabs(application, left, here),
        "number": [item.section.code for item in left.sections].index(here.code) + 1,
        "form": form,
        "revision": revision,
        "refusal": refusal,
        "clashes": clashes,
        "time_left": time_left(application.closes_at, request.clock.now),  # type: ignore[attr-defined]
    }
    return form_page(request, "calls/section.html", content, refused=refusal)


def _tabs(application: Application, left: Any, here: Section) -> list[dict[str, Any]]:
    return [
        {
            "label": item.section.title,
            "url": reverse("application_section", args=[application.pk, item.section.code]),
            "current": item.section.code == here.code,
        }
        for item in left.sections
    ]


def file(request: HttpRequest, pk: int) -> HttpResponse:
    """What is missing, then filing, then the receipt."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    application = load(viewer, READ, visible_applications(viewer), pk=pk)
    refusal = None
    if request.method == "POST":
        try:
            services.file_application(by=viewer, application=application)
        except Forbidden:
            raise  # a missing right is no mistake of the form
        except Refused as caught:
            refusal = caught
        else:
            messages.success(request, _("La candidature est déposée."))
            return redirect("application_file", pk=pk)
    state = queries.opinions(application)
    left = queries.what_is_left(application)
    content = {
        "application": application,
        "left": left,
        "missing": [(i.section, fault_lines(left.definition, i.faults)) for i in left.sections if i.faults],
        "refusal": refusal,
        "receipt": queries.first_filed(state),
        "filed": moment(application.filed_at),
        "closes": moment(application.closes_at),
        "time_left": time_left(application.closes_at, now),
        "may_write": queries.may_write(viewer, application),
        "may_file": queries.may_file(viewer, application, now),
        "holds_key": viewer.may("calls.file_application", application.perimeters()),
    }
    return form_page(request, "calls/file.html", content, refused=refusal)


def filed(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as first filed, readable forever. Price: one query to load it, two to read it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    application = load(viewer, READ, visible_applications(viewer), pk=pk)
    text = queries.first_filed(queries.opinions(application))
    if text is None:
        raise NotFound
    content = {
        "application": application,
        "text": text,
        "filed": moment(application.filed_at),
        "sections": read_only(text.definition, text.seen),
    }
    return render(request, "calls/filed.html", content)
