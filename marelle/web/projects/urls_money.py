"""Addresses of the money of the actions."""

from marelle.kernel.access import route

from . import money

READ = "projects.read"

urlpatterns = [
    route("actions/<int:pk>/argent/", money.show, name="action_money", access=READ),
]
