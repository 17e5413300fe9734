"""Addresses of the applications: mine, one of them, its sections, its filing, the opinions on it."""

from marelle.kernel.access import route

from . import apply, opine, start

READ, WRITE = "calls.read_application", "calls.write_application"

urlpatterns = [
    route("candidatures/", apply.mine, name="applications", access=READ),
    route("candidatures/nouvelle/", start.show, name="application_start", access=WRITE),
    route("candidatures/<int:pk>/", apply.show, name="application", access=READ),
    route("candidatures/<int:pk>/rubriques/<slug:section>/", apply.section, name="application_section", access=WRITE),
    route("candidatures/<int:pk>/depot/", apply.file, name="application_file", access=READ),
    route("candidatures/<int:pk>/deposee/", apply.filed, name="application_filed", access=READ),
    route("candidatures/<int:pk>/avis/", opine.show, name="application_opinions", access=READ),
]
