"""Addresses of the projects, by subject."""

from . import urls_offer

urlpatterns = [*urls_offer.urlpatterns]
