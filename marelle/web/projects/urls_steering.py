"""Addresses of the steering: bodies, meetings, decisions, roles, the pack of the committee."""

from marelle.kernel.access import route

from . import bodies, decisions, meeting, meetings, pack, roles

READ = "projects.read"
PROJECT = "projets/<int:pk>/"

urlpatterns = [
    route("reunions/", meetings.every, name="steering", access=READ),
    route(f"{PROJECT}pilotage/", meetings.show, name="project_steering", access=READ),
    route(f"{PROJECT}instances/", bodies.show, name="project_bodies", access=READ),
    route(f"{PROJECT}instances/<int:body>/", bodies.one, name="project_body", access=READ),
    route(f"{PROJECT}reunions/<int:number>/", meeting.show, name="project_meeting", access=READ),
    route(f"{PROJECT}reunions/<int:number>/annexes/<int:paper>/", meeting.paper, name="project_paper", access=READ),
    route(f"{PROJECT}suites/", decisions.show, name="project_decisions", access=READ),
    route(f"{PROJECT}suites.csv", decisions.as_csv, name="project_decisions_csv", access=READ),
    route(f"{PROJECT}suites/<int:number>/", decisions.one, name="project_decision", access=READ),
    route(f"{PROJECT}roles/", roles.show, name="project_roles", access=READ),
    route(f"{PROJECT}roles/<int:person>/", roles.handover, name="project_handover", access=READ),
    route(f"{PROJECT}roles/<int:person>/passation.pdf", roles.handover_pdf, name="project_handover_pdf", access=READ),
    route(f"{PROJECT}dossier-du-comite.pdf", pack.show, name="project_pack", access=READ),
]
