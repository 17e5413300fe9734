"""Addresses of the working tables of a project in a spreadsheet: out, back, what came back."""

from marelle.kernel.access import route

from . import working

READ = "projects.read"
TABLE = "projets/<int:pk>/tableurs/<slug:table>/"

urlpatterns = [
    route(TABLE, working.show, name="project_table", access=READ),
    route(f"{TABLE}telechargement/<slug:ending>/", working.as_file, name="project_table_file", access=READ),
    route(f"{TABLE}retours/<int:book>/", working.book, name="project_table_book", access=READ),
]
