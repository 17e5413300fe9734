"""Every address of Marelle. Each domain's screens keep their own list; each route says who may take it."""

from django.urls import include, path

urlpatterns = [
    path("", include("marelle.web.shell.urls")),
    path("", include("marelle.web.territories.urls")),
    path("", include("marelle.web.calls.urls")),
    path("", include("marelle.web.projects.urls")),
    path("", include("marelle.web.network.urls")),
    path("", include("marelle.web.accounts.urls")),
    path("ui/", include("marelle.web.ui.urls")),
    path("api/", include("marelle.web.api.urls")),
]

handler400 = "marelle.web.shell.errors.bad_request"
handler403 = "marelle.web.shell.errors.forbidden"
handler429 = "marelle.web.accounts.throttled.too_many"
handler404 = "marelle.web.shell.errors.not_found"
handler500 = "marelle.web.shell.errors.server_error"
