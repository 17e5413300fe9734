"""Addresses of the candidatures, of the opinions on them, of the calls and of the decisions."""

from marelle.kernel.access import route

from . import apply, decide, decided, follow, opine, start, tell_past

READ, WRITE, RECORD = "calls.read_application", "calls.write_application", "calls.record_decision"

urlpatterns = [
    route("candidatures/", apply.mine, name="applications", access=READ),
    route("candidatures/nouvelle/", start.show, name="application_start", access=WRITE),
    route("candidatures/<int:pk>/", apply.show, name="application", access=READ),
    route("candidatures/<int:pk>/rubriques/<slug:section>/", apply.section, name="application_section", access=WRITE),
    route("candidatures/<int:pk>/depot/", apply.file, name="application_file", access=READ),
    route("candidatures/<int:pk>/deposee/", apply.filed, name="application_filed", access=READ),
    route("candidatures/<int:pk>/avis/", opine.show, name="application_opinions", access=READ),
    route("candidatures/<int:pk>/decision/", decide.show, name="application_decide", access=RECORD),
    route("appels/", follow.calls, name="calls", access=RECORD),
    route("appels/<slug:slug>/", follow.call, name="call", access=RECORD),
    route("appels/<slug:slug>/decision-passee/", tell_past.show, name="past_label", access=RECORD),
    route("decisions/<int:pk>/", decided.show, name="decision", access=RECORD),
]
