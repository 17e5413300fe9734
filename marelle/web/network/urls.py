"""Addresses of the directory of partners, and of the sheets that they keep."""

from marelle.kernel.access import route

from . import directory, pupil, sheets, working

READ, WRITE = "projects.read", "network.write_own_sheet"

urlpatterns = [
    route("annuaire/", directory.choose, name="directories", access=READ),
    route("annuaire/fiches/", sheets.show_all, name="own_sheets", access=WRITE),
    route("annuaire/fiches/<int:pk>/", sheets.write, name="own_sheet", access=WRITE),
    route("annuaire/tableur/", working.show, name="own_sheets_table", access=WRITE),
    route("annuaire/tableur/telechargement/<slug:ending>/", working.as_file, name="own_sheets_file", access=WRITE),
    route("annuaire/tableur/retours/<int:book>/", working.book, name="own_sheets_book", access=WRITE),
    route("annuaire/fiches/<int:pk>/enregistrer/", sheets.save, name="own_sheet_save", access=WRITE),
    route("cites/<slug:slug>/annuaire/", directory.show, name="directory", access=READ),
    route("cites/<slug:slug>/annuaire.csv", directory.as_csv, name="directory_csv", access=READ),
    route("cites/<slug:slug>/annuaire/eleve/", pupil.show, name="directory_pupil", access=READ),
]
