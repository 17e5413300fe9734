"""Addresses of the week of a person, of their calendar, and of what is owed to a project."""

from marelle.kernel.access import PUBLIC, route

from . import calendar, owed, week

READ = "projects.read"

urlpatterns = [
    route("ma-semaine/", week.show, name="week", access=READ),
    route("ma-semaine/agenda/", calendar.show, name="week_calendar", access=READ),
    route("agendas/<str:secret>/semaine.ics", calendar.feed, name="week_feed", access=PUBLIC),
    route("projets/<int:pk>/attendu/", owed.show, name="project_owed", access=READ),
]
