"""Filing an application, its receipt, its versions read and compared, and the page that checks a fingerprint."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marelle.domains.calls.access import visible_applications
from marelle.domains.calls.models import Application
from marelle.domains.calls.queries import applications as queries
from marelle.domains.calls.queries import corrections, versions
from marelle.domains.calls.services import applications as services
from marelle.domains.calls.services.corrections import refile_application
from marelle.kernel.access import Forbidden, NotFound, load
from marelle.kernel.errors import Refused
from marelle.kernel.files import as_attachment
from marelle.web.ui.answers import form_page
from marelle.web.ui.questionnaire import compared, fault_lines, read_only

from .desk import every_aside
from .eligibility import eligibility_words
from .receipt import receipt_file, text_file
from .showing import moment, saved_words, time_left

READ, WRITE, FILE = "calls.read_application", "calls.write_application", "calls.file_application"


def _load(request: HttpRequest, pk: int) -> Application:
    viewer = request.viewer  # type: ignore[attr-defined]
    return load(viewer, READ, visible_applications(viewer), pk=pk)


def file(request: HttpRequest, pk: int) -> HttpResponse:
    """What is missing, then filing, then the receipt; a correction is filed from here too.

    Price: one query to load it, two for the opinions, one for a correction, seven for its registers.
    """
    application, refusal = _load(request, pk), None
    if request.method == "POST":
        try:
            _file(request, application)
        except Forbidden:
            raise  # a missing right is no mistake of the form
        except Refused as caught:
            refusal = caught
            application = _load(request, pk)
        else:
            messages.success(request, _("La candidature est déposée."))
            return redirect("application_file", pk=pk)
    content = _filing(request, application)
    return form_page(request, "calls/file.html", {**content, "refusal": refusal}, refused=refusal)


def _file(request: HttpRequest, application: Application) -> None:
    viewer = request.viewer  # type: ignore[attr-defined]
    if request.POST.get("then") == "refile":
        refile_application(by=viewer, application=application)
    else:
        services.file_application(by=viewer, application=application)


def _filing(request: HttpRequest, application: Application) -> dict[str, Any]:
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    state = queries.opinions(application)
    correction = corrections.open_correction(application, now)
    writing = application.state == "draft" or correction is not None
    left = queries.what_is_left(application) if writing else None
    current, holds_pen = state.current, _writes(request, application)
    return {
        "application": application,
        "left": left,
        "progress": queries.progress(left) if left else None,
        "missing": [(i.section, fault_lines(left.definition, i.faults)) for i in left.sections] if left else [],
        "asides": every_aside(application, left.definition, left.seen) if left and holds_pen else [],
        "receipt": queries.filed_text(current.version) if current else None,
        "correction": correction,
        "until": moment(correction.until) if correction else "",
        "saved": saved_words(application, now),
        "filed": moment(current.version.frozen_at if current else None),
        "closes": moment(application.closes_at) if application.closes_at and now < application.closes_at else "",
        "time_left": time_left(application.closes_at, now),
        "may_write": queries.may_write(viewer, application, now) or corrections.may_correct(viewer, application, now),
        "may_file": queries.may_file(viewer, application, now),
        "may_read_draft": holds_pen,
        "shut": application.state == "draft" and not queries.still_receives(application, now),
        "holds_key": viewer.may(FILE, application.perimeters()),
    }


def filed(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as first filed, readable forever; its authors read too what nobody chose. Price: one query to load it,
    one to read it, one for the others, two where texts were put aside."""
    return _version_page(request, _load(request, pk), 1)


def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One version, readable forever. Price: as `filed`."""
    return _version_page(request, _load(request, pk), number)


def _version_page(request: HttpRequest, application: Application, number: int) -> HttpResponse:
    text = versions.version_of(application, number)
    if text is None:
        raise NotFound
    every = versions.versions_of(application)
    content = {
        "application": application,
        "text": text,
        "number": number,
        "is_first": number == 1,
        "others": [(one.number, moment(one.frozen_at)) for one in every if one.number != number],
        "filed": moment(text.version.frozen_at),
        "sections": read_only(text.definition, text.seen),
        "eligibility": eligibility_words(text.version.content.get("eligibility")),
        "asides": every_aside(application, text.definition, text.seen) if _writes(request, application) else [],
    }
    return render(request, "calls/filed.html", content)


def _writes(request: HttpRequest, application: Application) -> bool:
    return bool(request.viewer.may(WRITE, application.perimeters()))  # type: ignore[attr-defined]


def frozen_text(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """The very bytes that the fingerprint is the fingerprint of, as a download. Price: two queries."""
    return text_file(*_version(request, pk, number))


def receipt_pdf(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """The receipt of one version. Price: three queries."""
    return receipt_file(request, *_version(request, pk, number))


def _version(request: HttpRequest, pk: int, number: int) -> tuple[Application, queries.FiledText]:
    application = _load(request, pk)
    text = versions.version_of(application, number)
    if text is None:
        raise NotFound
    return application, text


def compare(request: HttpRequest, pk: int, earlier: int, later: int) -> HttpResponse:
    """Two versions side by side, word by word. Price: three queries."""
    application = _load(request, pk)
    before, after = versions.version_of(application, earlier), versions.version_of(application, later)
    if before is None or after is None or earlier >= later:
        raise NotFound
    content = {
        "application": application,
        "earlier": (earlier, moment(before.version.frozen_at)),
        "later": (later, moment(after.version.frozen_at)),
        "changes": compared(before, after),
    }
    return render(request, "calls/compare.html", content)


def document(request: HttpRequest, pk: int, file: Any) -> FileResponse:
    """A file joined to the application. Price: one query to load it, two for the file."""
    application = _load(request, pk)
    kept = versions.document_of(request.viewer, application, file)  # type: ignore[attr-defined]
    if kept is None:
        raise NotFound
    return as_attachment(kept)


def verify(request: HttpRequest) -> HttpResponse:
    """Whoever holds a receipt checks it: when its fingerprint was given, and for what. Price: two queries."""
    asked = " ".join(request.GET.get("empreinte", "").split())[:200]
    found = versions.verify(asked.replace(" ", "")) if asked else None
    content: dict[str, Any] = {"asked": asked, "found": found}
    if found:
        content |= {"filed": moment(found.version.frozen_at), "text": queries.filed_text(found.version)}
    return render(request, "calls/verify.html", content)
