"""Whose yearly reviews one reads, and who sets those of all cités side by side."""

from django.db.models import QuerySet

from marelle.domains.territories.access import sites_inside
from marelle.kernel.access import NATIONAL, Viewer

from ..models import YearlyReview
from .projects import READ


def visible_reviews(viewer: Viewer, permission: str = READ) -> QuerySet[YearlyReview]:
    """The reviews inside the places where the viewer holds a permission (by default, to read projects)."""
    reviews = YearlyReview.objects.select_related(
        "project__site__commune_main__departement", "project__decision__call", "sheet__questionnaire", "dossier"
    )
    return reviews.filter(sites_inside(viewer.perimeters(permission), "project__site__"))


def compares_all(viewer: Viewer) -> bool:
    """True for whoever reads the projects of the whole country. Price: none."""
    return NATIONAL in viewer.perimeters(READ)
