"""A running cité enters by one workbook: out, filled, looked at, corrected on the spot, brought in, twice."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from marelle.domains.accounts.models import Organisation
from marelle.domains.accounts.services import register_organisation
from marelle.domains.funding.models import Grant, Payment
from marelle.domains.funding.queries import grants_of_project, voted_paid
from marelle.domains.funding.services import allocate, open_budget, open_envelope
from marelle.domains.funding.tests.ground import BY
from marelle.domains.projects.models import Action, ProjectPartner
from marelle.domains.projects.services import open_action
from marelle.domains.projects.tests.sheets import WEDNESDAYS
from marelle.kernel.access import Perimeter
from marelle.kernel.clock import PARIS
from marelle.kernel.money import Cents
from marelle.web.ui.tests.reading import page

pytestmark = pytest.mark.django_db
HEADS = {
    "Partenaires": ("partner", "name", "siret", "rna", "kind", "contact"),
    "Actions": ("action", "title", "objective", "operator_name", "year"),
    "Subventions": ("grant", "for_action", "financer", "amount", "voted_on", "notified_on", "reference", "why"),
    "Versements": ("payment", "for_action", "financer", "of_grant", "amount", "paid_on", "reference"),
}
WORDS = {"title": "Nom de l’action"}
SIRET = "78467169500087"
LABEL = "Crédits de la cité éducative"


@pytest.fixture
def today(now):
    return now.astimezone(PARIS).date()


@pytest.fixture
def money(project, now):
    open_envelope(by=BY, at=now, call=project.decision.call, year=2020, cents=Cents(5_000_000), reason="Essai")
    budget = open_budget(by=BY, at=now, project=project)
    allocate(by=BY, at=now, budget=budget, year=2020, cents=Cents(1_000_000), key="essai", reason="Essai")


@pytest.fixture
def known(project, leader, now):
    return open_action(by=leader, at=now, project=project, answers=WEDNESDAYS)


@pytest.fixture
def days(today):
    return [(today - timedelta(days=n)).strftime("%d/%m/%Y") for n in (30, 20, 10)]


def workbook(**sheets):
    """The sheets by the start of their names, with their lines by code of column."""
    book = Workbook()
    book.remove(book.active)
    for name, codes in HEADS.items():
        lines = sheets.get(name.lower())
        if lines is None:
            continue
        sheet = book.create_sheet(name)
        sheet.append([f"{WORDS.get(code, code)} [{code}]" for code in codes])
        for line in lines:
            sheet.append([line.get(code) for code in codes])
    written = BytesIO()
    book.save(written)
    return SimpleUploadedFile("entree.xlsx", written.getvalue())


@pytest.fixture
def desk(entered, leader, project):
    client, home = entered(leader), f"/projets/{project.pk}/entree/"

    class Desk:
        here = client

        def send(self, **sheets):
            """Sends a workbook; the address of its page."""
            answer = client.post(home, {"file": workbook(**sheets)})
            assert answer.status_code == 302, page(answer)
            return answer["Location"]

        def read(self, **sheets):
            return page(client.get(self.send(**sheets)))

        def bring(self, address, **more):
            return client.post(address, {"scope": "all", **more})

    return Desk()


def everything():
    return [model.objects.count() for model in (Grant, Payment, Action, Organisation, ProjectPartner)]


def partner(**told):
    return {"name": "Centre social du canal", "kind": "Opérateur (association, centre social, service)", "siret": SIRET,
            "contact": "Directrice", **told}  # fmt: skip


def new_action(**told):
    facts = {"title": "Chorale du mercredi", "objective": "Conforter le rôle de l’école", "year": 2020}
    return {**facts, "operator_name": "Chorale du canal", **told}


def test_the_workbook_goes_out_with_its_sheets_its_lines_and_its_choices(desk, project, known, money):
    assert "un seul" not in page(desk.here.get(f"/projets/{project.pk}/entree/"))
    answer = desk.here.get(f"/projets/{project.pk}/entree/telechargement/xlsx/")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    names = book.sheetnames
    assert names[:3] == ["Mode d’emploi", "Partenaires", "Actions"] and {"Subventions", "Versements"} <= set(names)
    assert book["Actions"]["A2"].value == known.code
    grants = book["Subventions"]
    assert grants["B1"].value.endswith("[for_action]")
    assert len(grants.data_validations.dataValidation) == 2
    assert desk.here.get(f"/projets/{project.pk}/entree/telechargement/ods/").status_code == 200
    # What went out comes back: nothing changes, and the page of instructions is passed over without a word.
    written = BytesIO()
    book.save(written)
    sent = desk.here.post(f"/projets/{project.pk}/entree/", {"file": SimpleUploadedFile("e.xlsx", written.getvalue())})[
        "Location"
    ]
    read = page(desk.here.get(sent))
    assert "Mode d’emploi" not in read and "À corriger" not in read


def test_an_afternoon(desk, project, known, money, today, days):
    sheets = {
        "partenaires": [partner()],
        "actions": [new_action(action="chorale")],
        "subventions": [
            {"for_action": "chorale", "financer": LABEL, "amount": 4000, "voted_on": days[0], "notified_on": days[1]},
            {"for_action": known.code, "financer": "Commune", "amount": "1 500,50", "notified_on": days[1]},
            {"grant": "G2", "for_action": known.title, "financer": "Commune", "amount": 300, "voted_on": days[0]},
        ],
        "versements": [
            {"for_action": "Chorale du mercredi", "financer": LABEL, "amount": 1000, "paid_on": days[2]},
            {"for_action": known.code, "financer": "Commune", "of_grant": "G2", "amount": 300, "paid_on": days[2]},
        ],
    }  # fmt: skip
    address = desk.send(**sheets)
    read = page(desk.here.get(address))
    assert "À corriger" not in read, read[read.index("À corriger") :][:3000]
    assert not Grant.objects.exists() and not ProjectPartner.objects.exists()  # a look changes nothing
    assert desk.bring(address).status_code == 302
    chorale = Action.objects.get(title="Chorale du mercredi")
    told = voted_paid([chorale, known], today)
    assert (told[chorale.pk].voted, told[chorale.pk].paid, told[chorale.pk].waiting) == (400_000, 100_000, 20)
    assert (told[known.pk].voted, told[known.pk].paid) == (180_050, 30_000)
    assert ProjectPartner.objects.get().organisation.siret == SIRET
    before = everything()
    # The same lines once more, in this workbook or in another one: nothing is doubled, nothing is said to be new.
    assert "Nouvelles" not in page(desk.here.get(address))
    again = desk.send(**sheets)
    read = page(desk.here.get(again))
    assert "À corriger" not in read and "Nouvelles" not in read, read
    assert everything() == before


def test_a_refused_cell_is_corrected_on_the_spot_and_nothing_typed_is_lost(desk, project, known, money, days):
    address = desk.send(
        subventions=[
            {"for_action": known.code, "financer": "Comune", "amount": "mille", "voted_on": "31/02/2019"},
            {"for_action": known.code, "financer": "Caf", "amount": 500, "voted_on": days[0]},
        ]
    )
    read = page(desk.here.get(address))
    assert "Comune" in read and "Vouliez-vous dire" in read and "mille" in read and "Subventions" in read
    assert desk.bring(address).headers.get("Marelle-Form") == "refused"
    fields = [part.split('"')[0] for part in read.split('name="cell-')[1:]]
    by_column = {place.split(".")[2]: place for place in fields}
    assert set(by_column) == {"3", "4", "5"}
    half = {
        f"cell-{by_column['3']}": "Commune",
        f"cell-{by_column['4']}": "beaucoup",
        f"cell-{by_column['5']}": days[0],
    }
    assert desk.here.post(address, {"then": "correct", **half}).status_code == 302
    read = page(desk.here.get(address))
    assert "beaucoup" in read and "Comune" not in read
    assert desk.here.post(address, {"then": "correct", f"cell-{by_column['4']}": "1 000"}).status_code == 302
    assert "À corriger" not in page(desk.here.get(address))
    assert desk.bring(address).status_code == 302
    assert sorted((one.grant.financer, one.voted) for one in grants_of_project(project)) == [
        ("caf", 50_000), ("commune", 100_000)]  # fmt: skip


def test_lines_enter_one_by_one(desk, project, known, money, days):
    lines = [{"for_action": known.code, "financer": "Caf", "amount": n, "voted_on": days[0]} for n in (100, 200)]
    address = desk.send(subventions=lines)
    read = page(desk.here.get(address))
    ids = [part.split('"')[0] for part in read.split('name="ids" value="')[1:]]
    assert len(ids) == 2
    assert desk.here.post(address, {"scope": "ticked", "ids": ids[1:]}).status_code == 302
    assert [one.voted for one in grants_of_project(project)] == [20_000]


GOOD_GRANT = {"financer": "Caf", "amount": 100}
MISTAKES = {
    "partenaires": (
        ({"name": None}, "a besoin de «\u00a0Nom de l’organisme"),
        ({"kind": None}, "a besoin de «\u00a0Nature"),
        ({"kind": "Assoc"}, "n’est pas proposé"),
        ({"kind": "Famille"}, "n’est pas proposé"),
        ({"siret": "123"}, "14 chiffres"),
        ({"siret": "78467169500088"}, "un chiffre est faux"),
        ({"siret": "7,84672E+13"}, "arrondi ce numéro"),
        ({"siret": "sans"}, "14 chiffres"),
        ({"siret": None}, "SIRET"),
        ({"siret": None, "rna": "802001234"}, "commence par W"),
        ({"name": "x" * 161}, "160 au plus"),
        ({"contact": "x" * 161}, "160 au plus"),
        ({"partner": "P-999999", "_second": True}, "n’est pas, ou n’est plus, ici"),
    ),
    "subventions": (
        ({"for_action": None}, "a besoin de «\u00a0Pour l’action"),
        ({"for_action": "A-999"}, "n’est pas une action d’ici"),
        ({"for_action": "Le mercredi des onze"}, "Vouliez-vous dire"),
        ({"for_action": "Sans année"}, "ne dit pas son année"),
        ({"for_action": "Sans opérateur"}, "ne dit pas qui la mène"),
        ({"for_action": "Deux fois"}, "plusieurs actions s’appellent"),
        ({"financer": None}, "a besoin de «\u00a0Financeur"),
        ({"financer": "La Poste"}, "n’est pas proposé"),
        ({"financer": "Familles"}, "n’est pas proposé"),
        ({"amount": None}, "a besoin de «\u00a0Montant voté"),
        ({"amount": 0}, "n’est pas entre"),
        ({"amount": -5}, "-5"),
        ({"amount": "mille"}, "mille"),
        ({"amount": "#REF!"}, "erreur de calcul"),
        ({"amount": 10_001, "financer": LABEL}, "ne suffit pas"),
        ({"voted_on": None}, "au moins l’un des deux"),
        ({"voted_on": "31/02/2019"}, "31/02/2019"),
        ({"voted_on": "hier"}, "hier"),
        ({"voted_on": "01/01/2038"}, "pas encore venu"),
        ({"notified_on": "01/01/2001"}, "ne peut pas venir avant"),
        ({"reference": "x" * 201}, "200 au plus"),
        ({"grant": "S-999999", "_second": True}, "n’est pas, ou n’est plus, ici"),
    ),
    "versements": (
        ({"for_action": None}, "a besoin de «\u00a0Pour l’action"),
        ({"financer": "Région"}, "Aucune subvention de"),
        ({"financer": None}, "a besoin de «\u00a0Financeur"),
        ({"financer": "Commune"}, "a plusieurs subventions de"),
        ({"financer": "Commune", "of_grant": "S-999999"}, "n’est pas une subvention de"),
        ({"amount": None}, "a besoin de «\u00a0Montant versé"),
        ({"amount": 101}, "ne doit plus que"),
        ({"amount": "1.2.3"}, "1.2.3"),
        ({"paid_on": None}, "a besoin de «\u00a0Versé le"),
        ({"paid_on": "01/01/2038"}, "pas encore venu"),
        ({"paid_on": "01/01/2001"}, "ne peut pas venir avant"),
        ({"paid_on": "2019-13-01"}, "2019-13-01"),
    ),
}
COUNT = sum(map(len, MISTAKES.values()))


def test_more_than_thirty_kinds_of_mistakes_are_told(desk, project, known, leader, money, now, days):
    """One workbook, a mistake a line: each is told with its sheet, its line, what was seen and what to do."""
    assert COUNT >= 40

    def told(**answers):
        facts = {"title": "Sans opérateur", "objective": "continuity", "year": 2020, "operator_name": "Lui", **answers}
        return open_action(by=leader, at=now, project=project, answers={k: v for k, v in facts.items() if v})

    told(operator_name=None), told(title="Sans année", year=None), told(title="Deux fois"), told(title="Deux fois")
    address = desk.send(
        partenaires=[partner(name="Ludothèque du parc")],
        subventions=[
            {"for_action": known.code, "voted_on": days[0], **GOOD_GRANT},
            {"for_action": known.code, "voted_on": days[0], "financer": "Commune", "amount": 1},
            {"for_action": known.code, "voted_on": days[1], "financer": "Commune", "amount": 2},
        ],
    )
    assert desk.bring(address).status_code == 302
    base = {
        "partenaires": partner(siret="35600000000048"),
        "subventions": {"for_action": known.code, "voted_on": days[0], **GOOD_GRANT},
        "versements": {"for_action": known.code, "financer": "Caf", "amount": 5, "paid_on": days[2]},
    }
    for name, mistakes in MISTAKES.items():
        for number, (wrong, words) in enumerate(mistakes):
            line = {**base[name], **{k: v for k, v in wrong.items() if k != "_second"}}
            line = {**line, "reference": line.get("reference", f"Pièce {number}")} if name != "partenaires" else line
            read = desk.read(**{name: [line]})
            assert "À corriger" in read and words in read, (name, wrong, words, _faults(read))
            assert "Ligne 2" in read, (name, wrong)


def _faults(read):
    return read[read.index("<main") :][:2500]


def test_a_partner_that_is_known_is_never_doubled(desk, project, leader, city, now):
    home = Perimeter("site", str(project.site_id))
    there = register_organisation(
        by=BY, at=now, name="Centre Social du Canal", kind="operator", home=home, siret=SIRET, invented=True
    )
    before = Organisation.objects.count()
    for line in (partner(), partner(siret=None, name="centre social  du CANAL")):
        address = desk.send(partenaires=[line])
        assert desk.bring(address).status_code == 302
    assert Organisation.objects.count() == before
    assert [one.organisation for one in ProjectPartner.objects.all()] == [there]
    assert "est celui de" in desk.read(partenaires=[partner(name="Boulangerie")])
    twins = [
        register_organisation(by=BY, at=now, name="Ludo", kind="operator", home=home, rna=rna, invented=True)
        for rna in ("W801234567", "W801234568")
    ]
    assert len(twins) == 2
    assert "Plusieurs organismes" in desk.read(partenaires=[partner(name="ludo", siret=None)])


def test_who_does_not_record_money_takes_it_out_only(entered, mayor, prefect, project, known):
    for viewer in (mayor, prefect):
        read = page(entered(viewer).get(f"/projets/{project.pk}/entree/"))
        assert "Ce tableau sort tel qu’il est" in read
        assert entered(viewer).post(f"/projets/{project.pk}/entree/", {}).status_code == 403


def test_an_amount_is_corrected_by_the_workbook_with_its_reason(desk, project, known, money, days):
    line = {"for_action": known.code, "financer": LABEL, "amount": "800", "voted_on": days[0], "reference": "Délib."}
    desk.bring(desk.send(subventions=[line]))
    (one,) = grants_of_project(project)
    answer = desk.here.get(f"/projets/{project.pk}/entree/telechargement/xlsx/")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    sheet = book["Subventions"]
    places = {str(cell.value).rsplit("[", 1)[-1].rstrip("]"): cell.column for cell in sheet[1]}

    def sent(**said):
        for code, value in said.items():
            sheet.cell(2, places[code]).value = value
        written = BytesIO()
        book.save(written)
        file = SimpleUploadedFile("entree.xlsx", written.getvalue())
        return desk.here.post(f"/projets/{project.pk}/entree/", {"file": file})["Location"]

    assert "Dites pourquoi ce montant est corrigé" in page(desk.here.get(sent(amount=850)))
    assert "va avec un montant corrigé" in page(desk.here.get(sent(amount=800, why="Pour rien")))
    there = sent(amount=850, why="Vote modificatif")
    assert "850" in page(desk.here.get(there)) and desk.bring(there).status_code == 302
    (now,) = grants_of_project(project)
    assert (now.grant.pk, now.voted, now.why) == (one.grant.pk, 85_000, "Vote modificatif")
    assert "Rien ne change" in page(desk.here.get(sent()))
    assert "va avec un montant corrigé" in desk.read(subventions=[{**line, "amount": "5", "why": "x"}])
