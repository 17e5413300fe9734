"""The yearly reviews of a project: their list, one to read, its submission, the same as a PDF."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marelle.domains.funding.queries import review_money
from marelle.domains.projects import services
from marelle.domains.projects.access import visible_projects
from marelle.domains.projects.access.files import LEAD
from marelle.domains.projects.models import Project, YearlyReview
from marelle.domains.projects.queries import reviews as queries
from marelle.domains.projects.rules.reviews import years_to_review
from marelle.flows.submit_review import submit_review
from marelle.kernel.access import Forbidden, NotFound, load
from marelle.kernel.clock import PARIS
from marelle.kernel.errors import Refused
from marelle.web.ui.answers import form_page
from marelle.web.ui.questionnaire import read_only
from marelle.web.ui.questionnaire.writing import whole_number

from .review_pdf import review_file
from .reviews_shown import READ, review_for, review_page, shown_figures
from .way import way_shown


def listing(request: HttpRequest, pk: int) -> HttpResponse:
    """The reviews of a project, year by year, and the way from its label to its first action. Price: three queries."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    project = load(viewer, READ, visible_projects(viewer), pk=pk)
    refusal: Refused | None = None
    if request.method == "POST":
        year = whole_number(request.POST.get("year", ""))
        try:
            services.open_review(by=viewer, at=now, project=project, year=year)
        except Forbidden:
            raise
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("La revue de {year} est ouverte.").format(year=year))
            return redirect("project_review", pk=pk, year=year)
    content = {"project": project, "site": project.site, "refusal": refusal, **_listed(request, project)}
    return form_page(request, "projects/reviews.html", content, refused=refusal)


def _listed(request: HttpRequest, project: Project) -> dict[str, Any]:
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    reviews = {one.year: one for one in queries.reviews_of(project)}
    leads = viewer.may(LEAD, project.perimeters()) and project.state in ("running", "ended")
    open_to = years_to_review(project.years, now.astimezone(PARIS).date()) if leads else []
    years = sorted({*reviews, *open_to}, reverse=True)
    return {
        "rows": [(str(year), reviews.get(year)) for year in years],
        **way_shown(project),
    }


def show(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """One review: its chapters with their figures; while it is written, what is missing and the figures of today.

    Price: five queries once it is frozen; thirty at most while it is written, those of the coverage included.
    """
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    review, refusal = review_for(request, pk, year), None
    if request.method == "POST" and request.POST.get("then") == "submit":
        try:
            submit_review(by=viewer, at=now, review=review)
        except Forbidden:
            raise
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("La revue est soumise. La commune, le préfet et le recteur sont prévenus."))
            return redirect("review_voices", pk=pk, year=year)
    text = text_of(request, review)
    answers = {one.section.code: one for one in read_only(text.definition, text.seen)}
    rows = [(one, answers.get(one.section.code), shown_figures(one)) for one in text.chapters]
    content = review_page(
        review,
        "project_review",
        text=text,
        rows=rows,
        refusal=refusal,
        may_write=queries.may_write_review(viewer, review) and review.state == "writing",
        may_lead=viewer.may(LEAD, review.perimeters()) and review.state == "writing",
        has_before=any(one.has_before for _c, _a, figures in rows for one in figures),
    )
    return form_page(request, "projects/review.html", content, refused=refusal)


def text_of(request: HttpRequest, review: YearlyReview) -> queries.ReviewText:
    """A review to read: as it was frozen, or as it is today while it is written."""
    version = queries.version_of(review)
    if version is not None:
        return queries.frozen_review(review, version)
    today = request.clock.now.astimezone(PARIS).date()  # type: ignore[attr-defined]
    return queries.draft_of(review, today, review_money(review.project_id, review.year, today))


def as_pdf(request: HttpRequest, pk: int, year: int) -> FileResponse:
    """The frozen review, with its figures and its voices, on paper. Price: nine queries at most."""
    review = review_for(request, pk, year)
    version = queries.version_of(review)
    if version is None:
        raise NotFound
    return review_file(review, queries.frozen_review(review, version), version)
