"""What people do to a spreadsheet: each mistake is told at its sheet, line and column; none is a fault of ours."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from marelle.domains.calls.models import Application
from marelle.domains.calls.tests.conftest import a_site, make_places
from marelle.web.ui.tests.reading import page, refused

pytestmark = pytest.mark.django_db
IMPORT = "/pilotage/appels/essai-2019/import/"
TOWN = "Ville de Valmarelle"


@pytest.fixture(autouse=True)
def kept(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def client(entered, officer, call, site, town, city, machine):
    make_places(machine, city)
    return entered(officer)


@pytest.fixture
def book(client):
    answer = client.get(f"{IMPORT}modele/")
    return Book(openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))))


class Book:
    """The template, filled by somebody; `cell` says where an answer stands."""

    def __init__(self, workbook):
        self.workbook = workbook
        self.main = workbook.worksheets[0]

    def sheet(self, code):
        """The sheet of a table of the form."""
        return next(s for s in self.workbook.worksheets if any(f"[{code}." in str(c.value) for c in s[1]))

    def place(self, code, sheet=None):
        titles = [str(cell.value) for cell in (sheet or self.main)[1]]
        return next(n for n, title in enumerate(titles, 1) if title.endswith(f"[{code}]"))

    def put(self, line, sheet=None, **said):
        for code, value in said.items():
            code = code.replace("__", ".")
            (sheet or self.main).cell(line, self.place(code, sheet)).value = value
        return self

    def filled(self, **said):
        return self.put(2, site="valmarelle", organisation=TOWN, **said)

    def where(self, code, sheet=None):
        return get_column_letter(self.place(code, sheet))

    def bytes(self):
        file = io.BytesIO()
        self.workbook.save(file)
        return file.getvalue()


def looked(client, content, name="retour.xlsx"):
    """The page on which one sees what would enter, or that of the sending where the file is refused at once."""
    answer = client.post(IMPORT, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code in (200, 302)
    return page(client.get(answer.headers["Location"])) if answer.status_code == 302 else answer.content.decode()


CELLS = [
    ("council_vote_on", "31/02/2019", "Écrivez une date"),
    ("council_vote_on", "le printemps", "Écrivez une date"),
    ("council_vote_on", datetime(2012, 1, 1), "Trop peu\u00a0: 01/01/2018 au moins"),
    ("project_leader_fte", "beaucoup", "Écrivez un nombre"),
    ("project_leader_fte", 12, "Trop\u00a0: 3 au plus"),
    ("under_25", "120", "Trop\u00a0: 100 au plus"),
    ("under_25", -3, "Trop peu\u00a0: 0 au moins"),
    ("communes", "99999", "«\u00a099999\u00a0» est introuvable"),
    ("communes", "Nulle-Part-sur-Mer", "est introuvable"),
    ("lead_college", "0809902D", "est introuvable"),  # a school, not a collège
    ("governance_form", "Ronde", "Choisissez une des réponses proposées"),
    ("weak_times", "Mercredi; Minuit", "Choisissez une des réponses proposées"),
    ("commits_true", "peut-être", "Répondez par oui ou par non"),
    ("name", "x" * 1200, "Ce texte est trop long"),
    ("name", "y" * 130, "Trop\u00a0: 120 caractères au plus"),
    ("social_diagnosis", "z" * 7000, "Trop\u00a0: 6000 caractères au plus"),
    ("signatory_name", "=A1", "une formule\u00a0: collez sa valeur"),
    ("signatory_name", "=1+1", "une formule"),
    ("signatory_name", "#N/A", "une erreur de calcul"),
]


@pytest.mark.parametrize(("code", "value", "said"), CELLS)
def test_a_cell_that_is_wrong_is_named(client, book, code, value, said):
    text = looked(client, book.filled(**{code: value}).bytes())
    assert said in text and "1 ligne est refusée." in text
    assert f"Feuille «\u00a0Candidatures\u00a0», ligne 2, colonne {book.where(code)}" in text
    assert not Application.objects.exists()


ROWS = [
    ({"actions__cost": "cher"}, "actions", "actions.cost", "montant"),
    ({"actions__cost": "-5"}, "actions", "actions.cost", "Trop peu"),
    ({"actions__objective": "Le bonheur"}, "actions", "actions.objective", "Choisissez une des réponses"),
    ({"actions__title": "t" * 200}, "actions", "actions.title", "Trop\u00a0: 160 caractères au plus"),
    ({"indicators__target": "dix"}, "indicators", "indicators.target", "Écrivez un nombre"),
    ({"uses__row": "Le goûter", "uses__y2020": 3}, "uses", "uses.row", "cette ligne n’est pas dans le formulaire"),
    ({"resources__row": "Commune", "resources__y2020": 3}, "resources", "resources.row", "cette ligne se calcule"),
    ({"actions__cost": "=SUM(A1:A2)"}, "actions", "actions.cost", "une formule"),
]


@pytest.mark.parametrize(("said", "table", "code", "words"), ROWS)
def test_a_cell_of_a_table_is_named_with_its_sheet(client, book, said, table, code, words):
    book.filled()
    sheet = book.sheet(table)
    book.put(2, sheet, site="valmarelle", **said)
    text = looked(client, book.bytes())
    assert words in text
    assert f"Feuille «\u00a0{sheet.title}\u00a0», ligne 2, colonne {book.where(code, sheet)}" in text
    assert not Application.objects.exists()


def test_a_row_of_nobody_is_told(client, book):
    book.filled()
    sheet = book.sheet("actions")
    book.put(2, sheet, site="nulle-part", actions__title="Une chorale").put(3, sheet, actions__title="Sans site")
    text = looked(client, book.bytes())
    assert "«\u00a0nulle-part\u00a0» n’est pas dans la feuille des candidatures" in text
    assert "la case du site est vide" in text


def merged(book):
    book.filled().main.merge_cells("A2:A3")


def hidden_sheet(book):
    book.filled()
    book.put(2, book.sheet("actions"), site="valmarelle", actions__title="Une chorale")
    book.sheet("actions").sheet_state = "hidden"


def hidden_line(book):
    book.filled().main.row_dimensions[2].hidden = True


def doubled(book):
    book.filled().put(3, site="Valmarelle", organisation=TOWN, name="Encore")


def wrong_title(book):
    book.filled().main.cell(1, book.place("name")).value = "Petit nom"
    book.main.cell(2, 3).value = "Valmarelle"


def no_site(book):
    book.filled().main.cell(1, 1).value = "Ville"


def twice_a_title(book):
    book.filled().main.cell(1, 4).value = book.main.cell(1, 3).value


def extra_column(book):
    place = book.filled().main.max_column + 1
    book.main.cell(1, place).value, book.main.cell(2, place).value = "Remarques", "Urgent"


def untitled_column(book):
    book.filled().main.cell(2, book.main.max_column + 3).value = "au cas où"


def unknown_site(book):
    book.put(2, site="Atlantide", organisation=TOWN)


def unknown_body(book):
    book.put(2, site="valmarelle", organisation="Mairie du rire")


def no_body(book):
    book.put(2, site="valmarelle")


def nothing_written(book):
    pass


BOOKS = [
    (merged, "cellules fusionnées (A2:A3)"), (hidden_sheet, "cette feuille est masquée"),
    (hidden_line, "cette ligne est masquée"), (doubled, "existe déjà pour ce site, à la ligne 2"),
    (wrong_title, "Colonne inconnue\u00a0: Petit nom"), (no_site, "n’a pas les colonnes"),
    (twice_a_title, "est déjà dans une autre colonne"), (extra_column, "Colonne inconnue\u00a0: Remarques"),
    (untitled_column, "cette colonne n’a pas de titre"), (unknown_site, "«\u00a0Atlantide\u00a0» n’est pas connu ici"),
    (unknown_body, "«\u00a0Mairie du rire\u00a0» n’est pas connu ici"), (no_body, "la case est vide"),
    (nothing_written, "Aucune ligne sous les titres"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "said"), BOOKS, ids=[spoil.__name__ for spoil, _said in BOOKS])
def test_a_workbook_that_was_spoilt_is_told(client, book, spoil, said):
    spoil(book)
    text = looked(client, book.bytes())
    assert said in text
    if spoil not in (no_site, nothing_written):
        assert "ligne " in text and ("colonne " in text or "masquée" in text)


def a_bomb():
    """A sheet that unpacks to more than anything we read."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _n in range(210):
                part.write(b" " * 1024 * 1024)
    return file.getvalue()


def far_away():
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "Site [site]", "loin"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


FILES = [
    ("vide.csv", b"", "vide"),
    ("blanc.csv", b"\n\n  \n", "vide"),
    ("rien.xlsx", b"PK\x03\x04 rien", "abîmé"),
    ("page.csv", b"<html><body>", "page du web"),
    ("coupe.csv", b'site;organisation\n"Valmarelle;Ville', "guillemet"),
    ("autre.csv", b"nom;prenom\nA;B\n", "n’a pas les colonnes"),
    ("image.png", b"\x89PNG\r\n\x1a\n", "type accepté"),
    ("exe.xlsx", b"MZ\x90\x00", "type accepté"),
]


@pytest.mark.parametrize(("name", "content", "said"), FILES, ids=[name for name, _c, _s in FILES])
def test_a_file_that_is_none_is_told(client, name, content, said):
    text = looked(client, content, name)
    assert said in text or "vide" in text or "n’est pas d’un type accepté" in text
    assert not Application.objects.exists()


@pytest.mark.parametrize("make", [a_bomb, far_away])
def test_a_workbook_that_would_fill_the_memory_is_refused(client, make):
    text = looked(client, make())
    assert "trop lourd" in text or "très loin des autres" in text or "type accepté" in text


def test_a_workbook_under_another_name_is_read_as_what_it_is(client, book):
    assert "1 brouillon serait créé." in looked(client, book.filled(name="Valmarelle").bytes(), "retour.csv")


def test_a_csv_of_an_old_machine_is_read(client):
    lines = "Site [site];Organisation [organisation];Nom [name];Temps [project_leader_fte]\r\n"
    lines += f"valmarelle;{TOWN};Cité de l’été;0,5\r\n"
    assert "1 brouillon serait créé." in looked(client, lines.encode("cp1252"), "vieux.csv")


def brought(client, content, name="retour.xlsx", **chosen):
    there = client.post(IMPORT, {"file": SimpleUploadedFile(name, content)}).headers["Location"]
    assert client.post(there, chosen).status_code == 302, client.post(there, chosen).content.decode()[-3000:]
    return there


def test_days_decimals_percents_and_names_are_what_a_person_sees(client, book):
    book.workbook.epoch = CALENDAR_MAC_1904
    book.filled(
        council_vote_on=datetime(2019, 5, 14), project_leader_fte="0,5", under_25=0.31, communes="80998",
        qpv="Les Tilleuls", governance_form="petite : une seule instance valide et conduit",
        weak_times="mercredi; soirée",
    )  # fmt: skip
    book.main.cell(2, book.place("under_25")).number_format = "0 %"
    brought(client, book.bytes())
    answers = Application.objects.get().sheet.answers
    assert answers["council_vote_on"] == "2019-05-14"
    assert (answers["project_leader_fte"], answers["under_25"]) == ("0.5", "31")
    assert (answers["qpv"], answers["governance_form"]) == (["QP080997"], "small")
    assert answers["weak_times"] == ["evening", "wednesday"]


def test_tables_come_from_their_own_sheets(client, book, next_city):
    a_site(next_city, "Clairebise")
    book.filled().put(3, site="Clairebise", organisation=TOWN)
    actions, uses = book.sheet("actions"), book.sheet("uses")
    told = [("valmarelle", "Une chorale", "1 250,50"), ("Clairebise", "Un atelier", 10)]
    for line, (site, title, cost) in enumerate([*told, ("valmarelle", "Un jardin", None)], 2):
        book.put(line, actions, site=site, actions__title=title, actions__objective="Champ des possibles")
        book.put(line, actions, actions__cost=cost)
    book.put(2, uses, site="valmarelle", uses__row="Continuité éducative", uses__y2020=1000)
    brought(client, book.bytes())
    first, second = (one.sheet.answers for one in Application.objects.order_by("-site__name"))
    assert first["actions"] == [
        {"title": "Une chorale", "objective": "horizons", "cost": 125050},
        {"title": "Un jardin", "objective": "horizons"},
    ]
    assert first["uses"] == [{"row": "continuity", "y2020": 100000}]
    assert second["actions"] == [{"title": "Un atelier", "objective": "horizons", "cost": 1000}]


def test_tables_come_from_repeated_lines_of_a_csv(client):
    lines = ["site;organisation;Nom [name];Action [actions.title];Objectif [actions.objective];Coût [actions.cost]"]
    lines += [f"valmarelle;{TOWN};Cité;Une chorale;school;12,5", "valmarelle;;;Un jardin;school;", ""]
    brought(client, "\n".join(lines).encode(), "repete.csv")
    answers = Application.objects.get().sheet.answers
    assert answers["name"] == "Cité"
    assert answers["actions"] == [
        {"title": "Une chorale", "objective": "school", "cost": 1250},
        {"title": "Un jardin", "objective": "school"},
    ]


def test_a_csv_names_line_and_column_without_a_sheet(client):
    lines = f"site;organisation;Action [actions.title];Coût [actions.cost]\nvalmarelle;{TOWN};Une chorale;cher\n"
    assert "Ligne 2, colonne D (Coût [actions.cost])" in looked(client, lines.encode(), "repete.csv")


def test_only_the_lines_that_are_ticked_enter(client, book, next_city):
    a_site(next_city, "Clairebise")
    book.filled().put(3, site="Clairebise", organisation=TOWN)
    there = brought(client, book.bytes(), scope="ticked", ids=["3"])
    assert Application.objects.get().site.name == "Clairebise"
    assert "1 brouillon est venu de ce tableau" in page(client.get(there))


def test_a_second_file_changes_what_nobody_wrote_in_and_only_when_ticked(client, book):
    brought(client, book.filled(name="Premier nom").bytes())
    content = book.put(2, name="Second nom").bytes()
    text = looked(client, content)
    assert "1 brouillon d’un import passé changerait" in text
    assert "<del>Premier nom</del> <ins>Second nom</ins>" in text
    brought(client, content)
    assert Application.objects.get().sheet.answers["name"] == "Premier nom"
    brought(client, content, scope="ticked", ids=["2"])
    assert Application.objects.get().sheet.answers["name"] == "Second nom"
    assert "Rien ne change" in looked(client, content)


def test_what_the_commune_wrote_is_neither_shown_nor_changed(client, book, leader, now):
    from marelle.domains.calls.services.writing import save_section

    brought(client, book.filled(name="Premier nom").bytes())
    draft = Application.objects.get()
    save_section(by=leader, at=now, application=draft, answers={"name": "Le nôtre"})
    text = looked(client, book.put(2, name="Second nom").bytes())
    assert "la commune y écrit" in text and "Le nôtre" not in text


def test_a_cell_is_corrected_on_the_spot_and_nothing_else_is_lost(client, book, next_city):
    a_site(next_city, "Clairebise")
    book.filled(council_vote_on="31/02/2019", under_25="120", name="Cité du canal")
    book.put(3, site="Clairebise", organisation="Mairie du rire", name="Cité du large")
    place = {code: f"0.{line}.{book.place(code)}" for code, line in
             (("council_vote_on", 2), ("under_25", 2), ("organisation", 3))}  # fmt: skip
    there = client.post(IMPORT, {"file": SimpleUploadedFile("retour.xlsx", book.bytes())}).headers["Location"]
    text = page(client.get(there))
    assert all(f'name="cell-{one}"' in text for one in place.values()) and 'value="31/02/2019"' in text
    typed = {f"cell-{place['council_vote_on']}": "14/05/2019", f"was-{place['council_vote_on']}": "31/02/2019"}
    typed |= {f"cell-{place['under_25']}": "beaucoup", f"was-{place['under_25']}": "120"}
    assert client.post(there, {"then": "correct", **typed}).status_code == 302
    text = page(client.get(there))
    assert 'value="beaucoup"' in text and 'value="31/02/2019"' not in text and "2 lignes sont refusées." in text
    typed = {f"cell-{place['under_25']}": "31", f"cell-{place['organisation']}": TOWN}
    assert client.post(there, typed).status_code == 302
    told = [one.sheet.answers for one in Application.objects.order_by("pk")]
    assert [one["name"] for one in told] == ["Cité du canal", "Cité du large"]
    assert (told[0]["council_vote_on"], told[0]["under_25"]) == ("2019-05-14", "31")
    assert "déjà importé" in refused(client.post(there, {"then": "correct", **typed}))


def test_titles_above_the_headings_are_passed_over(client, book):
    book.filled(name="Cité du canal")
    book.main.insert_rows(1, 2)
    book.main["A1"] = "Candidatures du département"
    assert "1 brouillon serait créé." in looked(client, book.bytes())
