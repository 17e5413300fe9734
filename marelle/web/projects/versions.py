"""The versions of a project: named, submitted, read again, compared side by side."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marelle.domains.projects import services
from marelle.domains.projects.access.files import WRITE
from marelle.domains.projects.models import ProjectFile, ProjectVersion
from marelle.domains.projects.queries.files import frozen_text, papers_of
from marelle.domains.projects.queries.voices import versions_of
from marelle.kernel.access import NotFound
from marelle.kernel.files import as_attachment
from marelle.web.ui.answers import form_page, given
from marelle.web.ui.moments import moment
from marelle.web.ui.questionnaire import compared, read_only

from .forms import CompareForm, NameForm
from .showing import file_for, page


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: two queries; naming one, those of the registers and ten."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    file = file_for(request, pk)
    may_name = viewer.may(WRITE, file.perimeters()) and file.project.state == "finalising"
    form = NameForm(request.POST if request.method == "POST" and may_name else None)
    if form.is_bound and form.is_valid():
        name = form.cleaned_data["name"]
        if given(form, lambda: services.name_version(by=viewer, at=now, file=file, name=name)):
            messages.success(request, _("Cette version est gardée sous ce nom."))
            return redirect("project_versions", pk=pk)
    versions = versions_of(file)
    rows = [(one, moment(one.made_at), moment(one.lapsed_at)) for one in versions]
    choices = [(one.number, f"{one.label} ({moment(one.made_at)})") for one in versions]
    first = {"a": str(choices[1][0]), "b": str(choices[0][0])} if len(choices) > 1 else {}
    compare = CompareForm(request.GET if "a" in request.GET else None, versions=choices, initial=first)
    if compare.is_bound and compare.is_valid():
        earlier, later = sorted(int(compare.cleaned_data[name]) for name in ("a", "b"))
        return redirect("project_compare", pk=pk, earlier=earlier, later=later)
    content = page(
        request,
        file,
        "project_versions",
        rows=rows,
        form=form,
        compare=compare,
        may_name=may_name,
        many=len(choices) > 1,
    )
    return form_page(request, "projects/versions.html", content, refused=form.errors)


def _version(file: ProjectFile, number: int) -> ProjectVersion:
    found = ProjectVersion.objects.select_related("version").filter(file=file, number=number).first()
    if found is None:
        raise NotFound
    return found


def read(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One frozen text, whole. Price: two queries."""
    file = file_for(request, pk)
    version = _version(file, number)
    text = frozen_text(version.version)
    content = page(
        request,
        file,
        "project_versions",
        version=version,
        made=moment(version.made_at),
        text=text,
        sections=read_only(text.definition, text.seen),
        papers=version.content.get("papers", ()),
    )
    return render(request, "projects/version.html", content)


def paper(request: HttpRequest, pk: int, file: Any) -> FileResponse:
    """A file taken up from the pre-project, to whoever reads the project. Price: two queries, and one for the file."""
    found = next((one for one in papers_of(file_for(request, pk)) if one.stored_id == file), None)
    if found is None:
        raise NotFound
    return as_attachment(found.stored)


def compare(request: HttpRequest, pk: int, earlier: int, later: int) -> HttpResponse:
    """Two frozen texts side by side: what was taken away, what was added. Price: three queries."""
    file = file_for(request, pk)
    before, after = _version(file, earlier), _version(file, later)
    changes = compared(frozen_text(before.version), frozen_text(after.version))
    labels = {
        "before_label": f"{before.label}, {moment(before.made_at)}",
        "after_label": f"{after.label}, {moment(after.made_at)}",
    }
    return render(
        request,
        "projects/compare.html",
        page(request, file, "project_versions", changes=changes, a=before, b=after, **labels),
    )
