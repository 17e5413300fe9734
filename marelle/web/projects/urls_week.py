"""Addresses of the week of a person, and of what is owed to a project."""

from marelle.kernel.access import route

from . import owed, week

READ = "projects.read"

urlpatterns = [
    route("ma-semaine/", week.show, name="week", access=READ),
    route("projets/<int:pk>/attendu/", owed.show, name="project_owed", access=READ),
]
