"""Addresses of the public register: the sites in a table and on a map, one page each, and their files."""

from marelle.kernel.access import PUBLIC, route

from . import (
    add_figure,
    calendar,
    compare,
    eligibility,
    import_file,
    locate,
    map,
    map_departement,
    open_data,
    places,
    readings,
    register,
    rules,
    site,
)

IMPORT = "territories.import"

urlpatterns = [
    route("cites/", register.show, name="sites", access=PUBLIC),
    route("cites.csv", register.as_csv, name="sites_csv", access=PUBLIC),
    route("cites.json", register.as_json, name="sites_json", access=PUBLIC),
    route("cites/<slug:slug>/", site.show, name="site", access=PUBLIC),
    route("donnees/imports/", readings.show_newest, name="readings", access=PUBLIC),
    route("donnees/imports/historique/", readings.show_all, name="readings_all", access=PUBLIC),
    route("donnees/", open_data.show, name="data", access=PUBLIC),
    route("donnees/datapackage.json", open_data.package, name="data_package", access=PUBLIC),
    route("donnees/<slug:name>.csv", open_data.as_csv, name="open_file", access=PUBLIC),
    route("donnees/<slug:name>.schema.json", open_data.schema, name="open_file_schema", access=PUBLIC),
    route("donnees/imports/<int:pk>/", readings.show, name="reading", access=PUBLIC),
    route("donnees/imports/<int:pk>/lignes.csv", readings.lines_as_csv, name="reading_lines", access=PUBLIC),
    route("donnees/importer/", import_file.choose, name="import_choose", access=IMPORT),
    route("donnees/importer/<int:pk>/", import_file.show, name="import_job", access=IMPORT),
    route("donnees/importer/<int:pk>/lignes.csv", import_file.lines_as_csv, name="import_job_lines", access=IMPORT),
    route("calendrier/", calendar.show, name="school_calendar", access=PUBLIC),
    route("comparer/", compare.show, name="compare", access=PUBLIC),
    route("carte/", map.show, name="map", access=PUBLIC),
    route("carte/<str:code>/", map_departement.show, name="map_departement", access=PUBLIC),
    route("communes/<str:code>/", places.commune, name="commune", access=PUBLIC),
    route("groupements/<str:code>/", places.epci, name="epci", access=PUBLIC),
    route("quartiers/adresse/", locate.show, name="locate", access=PUBLIC),
    route("quartiers/<str:code>/", places.quarter, name="quarter", access=PUBLIC),
    route("ecoles/<str:uai>/", places.school, name="school", access=PUBLIC),
    route("eligibilite/", eligibility.search, name="eligibility_search", access=PUBLIC),
    route("eligibilite/regles/", rules.show_all, name="rules", access=PUBLIC),
    route("eligibilite/regles/nouvelles/", rules.write, name="rules_new", access="territories.write_rules"),
    route("eligibilite/regles/<slug:code>/", rules.write, name="rules_write", access="territories.write_rules"),
    route("eligibilite/regles/<slug:code>/<int:version>/", rules.show, name="rule_set", access=PUBLIC),
    route(
        "eligibilite/regles/<slug:code>/<int:version>/publier/",
        rules.publish,
        name="rules_publish",
        access="territories.write_rules",
    ),
    route("eligibilite/<str:code>/", eligibility.show, name="eligibility", access=PUBLIC),
    route("eligibilite/<str:code>/chiffre/", add_figure.write, name="add_figure", access="territories.add_figure"),
]
