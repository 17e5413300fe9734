"""Addresses of the actions: their sheets, their list, their workbook, the grid of the plan, the library."""

from marelle.kernel.access import route

from . import action, action_open, actions_list, library, plan_grid, sheet_write

READ, WRITE, PROPOSE = "projects.read", "projects.write_actions", "projects.propose_actions"
PROJECT = "projets/<int:pk>/"
ACTION = "actions/<int:pk>/"
SECTION = f"{ACTION}fiche/<slug:section>/"

urlpatterns = [
    route("actions/", action_open.mine, name="actions_mine", access=PROPOSE),
    route("actions/nouvelle/", action_open.for_own_body, name="action_open_own", access=PROPOSE),
    route("bibliotheque/", library.show, name="action_library", access=READ),
    route("bibliotheque/<int:pk>/", library.shared, name="action_shared", access=READ),
    route(ACTION, action.show, name="action", access=READ),
    route(SECTION, sheet_write.section, name="action_section", access=READ),
    route(f"{SECTION}enregistrer/", sheet_write.save, name="action_autosave", access=READ),
    route(f"{SECTION}chercher/", sheet_write.find, name="action_find", access=READ),
    route(f"{ACTION}historique/", action.history, name="action_history", access=READ),
    route(f"{ACTION}fichiers/<uuid:file>/", action.document, name="action_document", access=READ),
    route(f"{PROJECT}actions/", actions_list.show, name="project_actions", access=READ),
    route(f"{PROJECT}actions/nouvelle/", action_open.in_project, name="action_open", access=WRITE),
    route(
        f"{PROJECT}actions/telechargement/<str:ending>/", actions_list.as_file, name="project_actions_file", access=READ
    ),
    route(f"{PROJECT}plan/grille/", plan_grid.show, name="project_plan_grid", access=READ),
    route(f"{PROJECT}plan/grille/cases/", plan_grid.save, name="project_plan_cells", access=READ),
]
