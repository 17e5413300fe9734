"""What every page shows around its own content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marelle.domains.projects.access.files import SPEAK

THEMES = ("light", "dark")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Banner, navigation, theme and the name of the person who is logged in. Price: no query."""
    viewer = getattr(request, "viewer", None)
    theme = request.COOKIES.get(settings.THEME_COOKIE_NAME)
    return {
        "viewer_name": viewer.name if viewer and viewer.is_signed_in else "",
        "theme": theme if theme in THEMES else "",
        "demonstration": _demonstration(request),
        "navigation": _navigation(request),
    }


def _demonstration(request: HttpRequest) -> dict[str, str] | None:
    reading = getattr(request, "clock", None)
    if reading is None or not reading.is_demonstration:
        return None
    return {
        "date_label": date_format(reading.now, "l j F Y"),
        "change_url": reverse("clock"),
        "enter_url": reverse("enter_as"),
    }


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    viewer = getattr(request, "viewer", None)
    entries = [
        ("public_home", _("Le programme")),
        ("sites", _("Les cités")),
        ("calls_public", _("Appels")),
        ("eligibility_search", _("Suis-je éligible ?")),
        ("data", _("Données")),
    ]
    if viewer and viewer.is_signed_in:
        # Whoever works here knows the programme; the data are in the foot of each page.
        entries = [("home", _("Mon accueil")), entries[1], entries[3]]
        if viewer.may("calls.record_decision"):
            entries.append(("calls", _("Appels")))
        elif viewer.may("calls.read_application"):
            entries.append(("applications", _("Candidatures")))
        if any(viewer.may(one) for one in ("projects.write", "projects.extend", *SPEAK.values())):
            entries.append(("projects", _("Projets")))
            entries.append(("steering", _("Réunions")))
        if any(place.kind != "organisation" for place in viewer.perimeters("projects.read")):
            entries.append(("plans", _("Plans")))
        if viewer.may("projects.propose_actions") and not viewer.may("projects.write"):
            entries.append(("actions_mine", _("Actions")))
        if viewer.may("calls.review"):
            entries.append(("desk", _("Notation")))
    here = request.path
    return [{"label": label, "url": reverse(name), "current": _is_here(here, reverse(name))} for name, label in entries]


def _is_here(here: str, url: str) -> bool:
    return here == url if url == "/" else here.startswith(url)
