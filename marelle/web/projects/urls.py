"""Addresses of the projects, by subject."""

from . import urls_plan

urlpatterns = [*urls_plan.urlpatterns]
