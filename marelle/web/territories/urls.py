"""Addresses of the public register: the sites in a table and on a map, one page each, and their files."""

from marelle.kernel.access import PUBLIC, route

from . import register, site

urlpatterns = [
    route("cites/", register.show, name="sites", access=PUBLIC),
    route("cites.csv", register.as_csv, name="sites_csv", access=PUBLIC),
    route("cites.json", register.as_json, name="sites_json", access=PUBLIC),
    route("cites/<slug:slug>/", site.show, name="site", access=PUBLIC),
]
