"""Addresses of what a cité offers to families: the page, the calendar file, the open data."""

from marelle.kernel.access import PUBLIC, route

from . import offer

urlpatterns = [
    route("cites/<slug:slug>/actions/", offer.show, name="site_actions", access=PUBLIC),
    route("cites/<slug:slug>/actions.ics", offer.as_calendar, name="site_actions_calendar", access=PUBLIC),
    route("cites/<slug:slug>/actions.csv", offer.as_csv, name="site_actions_csv", access=PUBLIC),
    route("cites/<slug:slug>/actions.json", offer.as_json, name="site_actions_json", access=PUBLIC),
]
