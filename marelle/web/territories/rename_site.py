"""Renaming a site: written, shown with where the name appears from when, then done, or kept for its day."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from marelle.domains.projects.queries import running_project
from marelle.domains.territories import services
from marelle.domains.territories.access import visible_sites
from marelle.domains.territories.models import Site
from marelle.kernel.access import load
from marelle.kernel.rehearsal import rehearse
from marelle.web.ui.answers import form_page, given

from .change_ground import CHANGE, CHECK, CONFIRM, CORRECT
from .ground import ended
from .ground_forms import RenameForm
from .to_come import Deciding, waited


def rename(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: four queries at most to show it; the order's, once or twice."""
    viewer = request.viewer  # type: ignore[attr-defined]
    site = load(viewer, CHANGE, visible_sites(viewer), slug=slug)
    if site.status == "closed":
        return ended(request, site)
    deciding, before = Deciding.on(request, "rename", site), site.name
    name = deciding.told.get("name", site.name)
    form = RenameForm(request.POST or None, initial={"name": name, **deciding.initial()})
    step, made = request.POST.get("step", CHECK), None
    if form.is_bound and step != CORRECT and form.is_valid():
        made = _renamed(deciding, form, confirmed=step == CONFIRM)
        if made is not None and step == CONFIRM:
            said = _("La cité s’appelle {name}. Son adresse ne change pas.").format(name=form.cleaned_data["name"])
            return deciding.kept(made, said)
    site.name = before  # a rehearsal takes its writing back, not what it holds in memory
    content: dict[str, Any] = {
        "site": site,
        "form": form,
        "checked": made is not None,
        "addresses": _addresses(request, site) if made is not None else (),
        "waited": waited(made),
        "replaces": deciding.replaces,
    }
    refused = form.is_bound and made is None and step != CORRECT
    return form_page(request, "territories/rename_site.html", content, refused=refused)


def _renamed(deciding: Deciding, form: RenameForm, *, confirmed: bool) -> object | None:
    """What the order answers, now or for its day; None when it is refused."""
    said, request, site = form.cleaned_data, deciding.request, deciding.site
    order = {"by": request.viewer, "at": request.clock.now, **said}  # type: ignore[attr-defined]

    def give() -> object:
        return deciding.give(said, {"name": said["name"]}, (), lambda: services.rename_site(**order, site=site))

    return given(form, give if confirmed else lambda: rehearse(give))  # type: ignore[no-any-return]


def _addresses(request: HttpRequest, site: Site) -> list[tuple[str, str]]:
    """The addresses that keep leading to the site, each with what it shows. Price: one query."""
    pages = [
        (_("La page de la cité"), reverse("site", args=[site.slug])),
        (_("Ce qu’elle couvre, et ses anciens noms"), reverse("site_ground", args=[site.slug])),
        (_("Ses actions, pour les familles"), reverse("site_actions", args=[site.slug])),
    ]
    if (project := running_project(site)) is not None:
        pages.append((_("Son projet"), reverse("project", args=[project.pk])))
    return [(title, request.build_absolute_uri(path)) for title, path in pages]
