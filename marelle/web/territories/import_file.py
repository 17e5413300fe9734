"""An officer brings a file: chosen, looked at, explained, ordered, followed to its report."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.territories import queries, services
from marelle.domains.territories.access import visible_import_jobs
from marelle.domains.territories.models import ImportJob
from marelle.domains.territories.services import Preview
from marelle.domains.territories.states import IMPORT_JOB
from marelle.kernel.access import Forbidden, NotFound, load
from marelle.kernel.clock import PARIS
from marelle.kernel.errors import Refused
from marelle.web.ui.answers import form_page, say_refusal
from marelle.web.ui.exports import export_csv
from marelle.web.ui.paging import page_of
from marelle.web.ui.paths import steps
from marelle.web.ui.tables import Column, Table
from marelle.web.ui.waits import wait_of

from .import_form import FileForm, ImportForm
from .reading_columns import LINE_COLUMNS, kind_label, lines_of_preview, lines_of_reading

IMPORT = "territories.import"
ORDER, DROP = "import", "drop"
SHOWN = 200
STEPS: list[str | Promise] = [
    gettext_lazy("Fichier envoyé"),
    gettext_lazy("Aperçu vérifié"),
    gettext_lazy("Import"),
    gettext_lazy("Compte rendu"),
]

JOB_COLUMNS = (
    Column(
        "fichier",
        gettext_lazy("Fichier"),
        lambda job: job.file.name,
        "link",
        href=lambda job: reverse("import_job", args=[job.pk]),
    ),
    Column("sorte", gettext_lazy("Ce qu’il contient"), lambda job: kind_label(job.kind) if job.kind else None),
    Column("etat", gettext_lazy("État"), lambda job: IMPORT_JOB.state(job.state), "state"),
    Column(
        "envoye_le", gettext_lazy("Envoyé le"), lambda job: date_format(job.begun_at.astimezone(PARIS), "j F Y, H:i")
    ),
)


def choose(request: HttpRequest) -> HttpResponse:
    """A file is sent; those that were sent before are found again. Price: two queries to show it, four to keep one."""
    viewer = request.viewer  # type: ignore[attr-defined]
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_bound and form.is_valid():
        try:
            job = services.open_import(by=viewer, upload=form.cleaned_data["file"])
        except Forbidden:
            raise  # a missing right is no mistake of the form
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("import_job", pk=job.pk)
    page = page_of(request, queries.import_jobs(), 20)
    table = Table(JOB_COLUMNS, list(page), caption=_("Fichiers envoyés"), caption_hidden=True, anchor="envoyes")
    return form_page(
        request, "territories/import_choose.html", {"form": form, "page": page, "table": table}, refused=form.errors
    )


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One file on its way. Price: that of its preview and two, or three queries once it was ordered."""
    viewer = request.viewer  # type: ignore[attr-defined]
    job = load(viewer, IMPORT, visible_import_jobs(viewer), pk=pk)
    return _prepare(request, job) if job.state == "draft" else _follow(request, job)


def lines_as_csv(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Every line of the preview of which there is something to say. Price: that of the preview, and one query."""
    viewer = request.viewer  # type: ignore[attr-defined]
    job = load(viewer, IMPORT, visible_import_jobs(viewer), pk=pk)
    preview = services.preview_import(by=viewer, job=job) if job.state == "draft" else None
    if preview is None or preview.counts is None:
        raise NotFound
    return export_csv(LINE_COLUMNS, lines_of_preview(preview), f"apercu-{pk}-lignes.csv")


def _prepare(request: HttpRequest, job: ImportJob) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    if request.method == "POST" and request.POST.get("step") == DROP:
        services.drop_import(by=viewer, job=job)
        messages.success(request, _("Ce fichier est abandonné. Rien n’a été changé."))
        return redirect("import_choose")
    asked = services.asked_headings(by=viewer, job=job)
    form = ImportForm(request.POST if request.method == "POST" else None, job, asked)
    if form.is_bound and form.is_valid():
        answer = _obey(request, job, form)
        if answer is not None:
            return answer
        job = load(viewer, IMPORT, visible_import_jobs(viewer), pk=job.pk)  # what was kept before the refusal
    seen = _seen(services.preview_import(by=viewer, job=job))
    waits = seen["preview"].awaited and "pause" not in request.GET and not form.is_bound
    content = {"job": job, "form": form, "steps": steps(STEPS, 2), "reloads": waits, **seen}
    return form_page(request, "territories/import_prepare.html", content, refused=form.errors)


def _obey(request: HttpRequest, job: ImportJob, form: ImportForm) -> HttpResponse | None:
    """Keeps what was typed and, where it was asked, orders the import. None: refused, and said in the form."""
    by, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    before, orders = job.kind, request.POST.get("step") == ORDER
    try:
        kept = services.prepare_import(by=by, job=job, choices=form.choices())
        if orders and kept.kind == before:
            services.order_import(by=by, at=now, job=kept)
    except Forbidden:
        raise  # a missing right is no mistake of the form
    except services.ImportOrdered as refusal:
        messages.warning(request, str(refusal))
    except Refused as refusal:
        say_refusal(form, refusal, **form.names())
        return None
    else:
        if orders and kept.kind != before:
            messages.info(request, _("Le contenu du fichier a changé de sorte : regardez l’aperçu avant d’importer."))
    return redirect("import_job", pk=job.pk)


def _seen(preview: Preview) -> dict[str, Any]:
    """What the page says of a preview."""
    lines = lines_of_preview(preview)
    return {
        "preview": preview,
        "missing": [column.told for column in preview.missing],
        "table": _lines_table(lines),
        "count": len(lines),
        "shown": min(SHOWN, len(lines)),
    }


def _lines_table(lines: list[Any]) -> Table:
    return Table(LINE_COLUMNS, lines[:SHOWN], caption=_("Ligne par ligne"), caption_hidden=True, anchor="lignes")


def _follow(request: HttpRequest, job: ImportJob) -> HttpResponse:
    run = queries.reading(job.run_id) if job.run_id else None
    lines = lines_of_reading(run) if run else []
    waits = wait_of(request, job.ordered_at) if job.state == "waiting" and job.ordered_at else None
    content = {
        "job": job,
        "label": kind_label(job.kind) if job.kind else "",
        "state": IMPORT_JOB.state(job.state),
        "steps": steps(STEPS, 3 if job.state == "waiting" else 5),
        "since": waits.since if waits else "",
        "late": waits is not None and waits.late,
        "reloads": waits is not None and waits.reloads,
        "run": run,
        "table": _lines_table(lines),
        "count": len(lines),
        "shown": min(SHOWN, len(lines)),
    }
    return render(request, "territories/import_followed.html", content)
