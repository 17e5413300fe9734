"""Addresses of the money of the actions, and of the workbook by which a cité enters."""

from marelle.kernel.access import route

from . import entry, money

READ = "projects.read"
ENTRY = "projets/<int:pk>/entree/"

urlpatterns = [
    route("actions/<int:pk>/argent/", money.show, name="action_money", access=READ),
    route(ENTRY, entry.show, name="project_entry", access=READ),
    route(f"{ENTRY}telechargement/<slug:ending>/", entry.as_file, name="project_entry_file", access=READ),
    route(f"{ENTRY}retours/<int:book>/", entry.book, name="project_entry_book", access=READ),
]
