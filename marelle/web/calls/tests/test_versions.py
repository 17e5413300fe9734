"""What was filed stays readable, is proved by its fingerprint, corrected where it was asked, and compared."""

import hashlib
import re
from datetime import timedelta

import pytest

from marelle.domains.calls.queries import applications as queries
from marelle.domains.calls.services import corrections as orders
from marelle.domains.calls.services.applications import save_section
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting
from marelle.kernel.dossiers.models import DossierVersion
from marelle.kernel.mail.models import OutgoingMail
from marelle.web.ui.tests.reading import page, refused

from .conftest import spoken

pytestmark = pytest.mark.django_db


def url(application, rest=""):
    return f"/candidatures/{application.pk}/{rest}"


def letters(subject):
    with acting(Viewer.machine("test"), duty="postman"):
        return list(OutgoingMail.objects.filter(subject__startswith=subject).values_list("text", flat=True))


@pytest.fixture
def corrected(filed, prefect, rector, leader, mayor):
    """A correction of two answers, asked for by the préfet after an opinion, made and filed again."""
    spoken(filed, rector, "rector")
    orders.request_correction(
        by=prefect,
        application=filed,
        fields=["steering", "name"],
        reasons="Dites le rythme des réunions.",
        until=clock.now() + timedelta(days=5),
    )
    clock.set_to(clock.now() + timedelta(days=1))
    words = {"steering": "Un comité trois fois par an.", "name": "Cité de Valmarelle"}
    save_section(by=leader, at=clock.now(), application=filed, answers=words)
    orders.refile_application(by=mayor, application=filed)
    filed.refresh_from_db()
    return filed


def test_the_receipt_is_a_tagged_pdf_that_carries_the_fingerprint(entered, filed, mayor, prefect):
    answer = entered(mayor).get(url(filed, "versions/1/accuse/"))
    assert answer.headers["Content-Type"] == "application/pdf"
    made = b"".join(answer)
    assert made.startswith(b"%PDF-") and b"/StructTreeRoot" in made
    assert b"".join(entered(prefect).get(url(filed, "versions/1/accuse/"))) == made


def test_whoever_holds_a_receipt_checks_it_alone(entered, client, filed, mayor):
    version = DossierVersion.objects.get()
    text = entered(mayor).get(url(filed, "versions/1/texte/"))
    assert hashlib.sha256(b"".join(text)).hexdigest() == version.fingerprint
    found = page(client.get(f"/verifier/?empreinte={version.fingerprint.upper()[:32]} {version.fingerprint[32:]}"))
    assert "celle d’un dépôt" in found and "Valmarelle" in found and "il n’a pas changé" in found
    for wrong in ("0" * 64, "x", "é" * 300, version.fingerprint[:-1]):
        assert "aucun dépôt" in page(client.get("/verifier/", {"empreinte": wrong}))
    assert "aucun dépôt" not in page(client.get("/verifier/"))


def test_the_town_is_told_what_was_filed(filed):
    print_ = DossierVersion.objects.get().fingerprint
    (text, *_others) = letters("Candidature déposée")
    assert print_ in text


def test_what_registers_said_is_frozen_with_what_was_filed(entered, filed, prefect, machine):
    text = page(entered(prefect).get(url(filed, "deposee/")))
    assert "Les Tilleuls" in text and "5\xa0460\xa0habitants (2018)" in text and "Collège Rosa-Bonheur" in text
    frozen = DossierVersion.objects.get().content["registers"]
    assert frozen["qpv"]["QP080997"]["facts"][0]["source"] == "Données inventées pour les essais"


def test_a_correction_opens_its_fields_only_and_for_a_time(entered, filed, prefect, leader, mayor):
    officer, writer = entered(prefect), entered(leader)
    ask = {"fields_asked": ["steering"], "reasons": "Le rythme manque.", "until": "10/06/2019"}
    assert "Cochez au moins" in refused(officer.post(url(filed, "correction/"), {**ask, "fields_asked": []}))
    assert "Le rythme manque." in refused(officer.post(url(filed, "correction/"), {**ask, "until": "01/01/2019"}))
    page(entered(mayor).get(url(filed, "correction/")), 403)
    assert officer.post(url(filed, "correction/"), ask).status_code == 302
    assert "déjà ouverte" in refused(officer.post(url(filed, "correction/"), ask))
    text = page(writer.get(url(filed)))
    assert "Correction demandée" in text and "Le rythme manque." in text
    text = page(writer.get(url(filed, "rubriques/gouvernance/")))
    assert 'name="steering"' in text and 'name="families_place"' not in text
    page(writer.get(url(filed, "rubriques/identite/")))
    told = writer.post(url(filed, "rubriques/identite/enregistrer/"), {"base": '{"name": 1}', "name": "Autre"})
    assert told.status_code == 409 and "ne fait pas partie" in told.json()["refused"]
    assert (
        writer.post(url(filed, "rubriques/gouvernance/"), {"revision": "1", "steering": "Chaque mois."}).status_code
        == 302
    )
    clock.set_to(clock.now().replace(month=6, day=11, hour=0, minute=0, second=1))
    assert writer.get(url(filed, "rubriques/gouvernance/")).headers["Location"] == url(filed, "deposee/")
    assert "Aucune correction" in refused(entered(mayor).post(url(filed, "depot/"), {"then": "refile"}))
    assert DossierVersion.objects.count() == 1


def test_refiled_it_is_a_second_version_and_the_opinions_are_given_again(entered, corrected, mayor, prefect):
    state = queries.opinions(corrected)
    assert (len(state.versions), state.standing.awaited) == (2, ("prefect", "rector"))
    assert corrected.state == "filed"
    client = entered(prefect)
    first, second = page(client.get(url(corrected, "deposee/"))), page(client.get(url(corrected, "versions/2/")))
    assert "Un comité trois fois" not in first and "Un comité trois fois" in second
    assert "Demander une correction" in page(client.get(url(corrected)))
    assert "version 2" in page(client.get(url(corrected, "correction/")))
    assert "Instances et rythme" in letters("Correction demandée")[0]
    assert "version plus récente" in page(client.get(f"/verifier/?empreinte={state.first.version.fingerprint}"))


def test_a_call_that_closed_meanwhile_still_receives_the_correction(filed, prefect, leader, mayor):
    until = clock.now() + timedelta(days=60)
    asked = {"fields": ["name"], "reasons": "Le nom est pris.", "until": until}
    orders.request_correction(by=prefect, application=filed, **asked)
    clock.set_to(clock.now() + timedelta(days=40))
    save_section(by=leader, at=clock.now(), application=filed, answers={"name": "Autre nom"})
    orders.refile_application(by=mayor, application=filed)
    assert filed.dossier.versions.count() == 2


def test_versions_are_compared_word_by_word(entered, corrected, prefect, counted):
    client = entered(prefect)
    client.get(url(corrected))
    with counted() as queries_:
        text = page(client.get(url(corrected, "comparer/1/2/")))
    assert len(queries_) <= 25
    assert "2 réponses ont changé" in text
    removed = re.findall(r"<del>.*?</span>(.*?)<span", text, re.S)
    added = re.findall(r"<ins>.*?</span>(.*?)<span", text, re.S)
    assert removed and added and "Cité" in " ".join(added)
    for rest in (
        "comparer/2/1/",
        "comparer/1/1/",
        "comparer/1/9/",
        f"comparer/1/{10**20}/",
        "versions/3/",
        f"versions/{10**12}/",
    ):
        page(client.get(url(corrected, rest)), 404)


def test_nothing_of_a_file_is_read_by_the_neighbour(entered, corrected, holding, next_city):
    client = entered(holding("project_leader", next_city, name="thomas"))
    for rest in ("versions/1/", "versions/1/texte/", "versions/1/accuse/", "comparer/1/2/", "deposee/", "formulaire/"):
        page(client.get(url(corrected, rest)), 404)
    page(client.get(url(corrected, "correction/")), 403)


def test_a_request_is_taken_back(entered, filed, prefect, leader):
    client = entered(prefect)
    client.post(url(filed, "correction/"), {"fields_asked": "name", "reasons": "Voir.", "until": "10/06/2019"})
    assert "Une demande est ouverte" in page(client.get(url(filed, "correction/")))
    assert client.post(url(filed, "correction/"), {"then": "end"}).status_code == 302
    assert entered(leader).get(url(filed, "rubriques/identite/")).status_code == 302
    assert client.post(url(filed, "correction/"), {"then": "end"}).status_code == 302


def test_whoever_spoke_before_finds_what_changed_and_their_own_reasons(entered, corrected, rector, prefect):
    """An opinion lapses with its version: what was written is taken up by its own seat, and by no other."""
    with acting(Viewer.machine("test")):
        reasons = queries.opinions(corrected).versions[1].voice_of("rector").reasons
    text = page(entered(rector).get(url(corrected, "avis/")))
    area = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", text, re.S)
    assert area and area[1].strip() == reasons and "Vos motifs sur la version 1 sont repris" in text
    assert url(corrected, "comparer/1/2/") in text
    text = page(entered(prefect).get(url(corrected, "avis/")))
    area = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", text, re.S)
    assert area and not area[1].strip() and "sont repris" not in text


def test_a_first_version_has_nothing_to_compare(entered, filed, rector):
    text = page(entered(rector).get(url(filed, "avis/")))
    assert "Ce qui a changé" not in text and "sont repris" not in text
