"""The entry workbook when it is large, or spoilt as a whole: parts, names that wait, headings, hidden lines."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from marelle.domains.funding.models import Grant, Payment
from marelle.domains.projects.models import ProjectPartner
from marelle.web.ui.tests.reading import page

from .test_entry import LABEL, WORDS, days, desk, known, money, new_action, partner, today, workbook  # noqa: F401

# ruff: noqa: F811 -- fixtures are named as they are used
pytestmark = pytest.mark.django_db


def test_a_large_workbook_enters_in_parts_and_what_names_a_waiting_line_waits(desk, project, money, days, monkeypatch):
    """Two orders at a time: three partners, an action, and a grant that names it."""
    for where in ("services", "returned"):
        monkeypatch.setattr(f"marelle.kernel.tables.{where}.MOST_AT_ONCE", 2)
    monkeypatch.setattr("marelle.kernel.tables.services.MOST_REHEARSED", 2)
    grant = {"for_action": "Chorale du mercredi", "financer": LABEL, "amount": "800", "voted_on": days[0]}
    there = desk.send(
        partenaires=[partner(name=f"Partenaire {n}", siret=None, rna=f"W80100000{n}") for n in range(3)],
        actions=[new_action()],
        subventions=[grant],
        versements=[{"for_action": "Chorale du mercredi", "financer": LABEL, "amount": 100, "paid_on": days[2]}],
    )
    told = []
    for _part in range(3):
        text = page(desk.here.get(there))
        assert "n’est pas une action d’ici" not in text and "À corriger" not in text
        told.append("Ce tableur est grand" in text)
        assert desk.bring(there).status_code == 302
    assert told == [True, True, False]
    assert (Grant.objects.count(), Payment.objects.count(), ProjectPartner.objects.count()) == (1, 1, 3)
    assert "Rien ne change" in page(desk.here.get(there))


def test_a_grant_of_a_refused_action_says_which_line_to_mend_first(desk, project, money, days):
    grant = {"for_action": "Chorale du mercredi", "financer": LABEL, "amount": "800", "voted_on": days[0]}
    text = desk.read(actions=[new_action(year="deux mille vingt")], subventions=[grant])
    assert "est refusée plus haut (Feuille «\u00a0Actions\u00a0», ligne 2)" in text
    place = 'name="cell-0.2.5"'
    assert place in text
    there = desk.send(actions=[new_action(year="deux mille vingt")], subventions=[grant])
    assert desk.bring(there, **{"cell-0.2.5": "2020", "was-0.2.5": "deux mille vingt"}).status_code == 302
    assert Grant.objects.count() == 1


def test_a_renamed_heading_is_said_on_the_spot(desk, project, known, money, days, monkeypatch):
    monkeypatch.setitem(WORDS, "voted_on", "Date de vote")
    line = {"for_action": known.code, "financer": LABEL, "amount": "800", "voted_on": days[0], "reference": "Délib."}
    file = workbook(subventions=[line]).read()
    book = load_workbook(BytesIO(file))
    book["Subventions"]["E1"], book["Subventions"]["H1"] = "Date de vote", "Mes remarques"
    book["Subventions"]["H2"] = "à voir"
    written = BytesIO()
    book.save(written)
    home = f"/projets/{project.pk}/entree/"
    there = desk.here.post(home, {"file": SimpleUploadedFile("e.xlsx", written.getvalue())})["Location"]
    text = page(desk.here.get(there))
    assert "il manque la colonne" in text and 'name="cell-0.1.5"' in text and 'name="cell-0.1.8"' in text
    assert "Votée le [voted_on]</option>" in text
    sent = {"cell-0.1.5": "Votée le [voted_on]", "was-0.1.5": "Date de vote", "cell-0.1.8": "[-]", "was-0.1.8": "x"}
    assert desk.here.post(there, {"then": "correct", **sent}).status_code == 302
    assert "Titres de colonnes" not in page(desk.here.get(there))
    assert desk.bring(there).status_code == 302 and Grant.objects.get().voted_on is not None


def test_a_hidden_line_is_taken_once_seen(desk, project, known, money, days):
    line = {"for_action": known.code, "financer": LABEL, "amount": "800", "voted_on": days[0]}
    book = load_workbook(BytesIO(workbook(subventions=[line]).read()))
    book["Subventions"].row_dimensions[2].hidden = True
    written = BytesIO()
    book.save(written)
    home = f"/projets/{project.pk}/entree/"
    there = desk.here.post(home, {"file": SimpleUploadedFile("e.xlsx", written.getvalue())})["Location"]
    text = page(desk.here.get(there))
    assert "est masquée" in text and 'name="keep" value="0.2.1"' in text
    sent = {"cell-0.2.1": "", "was-0.2.1": ""}
    desk.here.post(there, {"then": "correct", **sent})
    assert "est masquée" in page(desk.here.get(there))
    desk.here.post(there, {"then": "correct", "keep": "0.2.1", **sent})
    assert "est masquée" not in page(desk.here.get(there))
    assert desk.bring(there).status_code == 302 and Grant.objects.count() == 1
