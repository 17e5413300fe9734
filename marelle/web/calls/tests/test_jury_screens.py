"""The jury through its screens: who gets in, what each shows, what is sealed from whom, what it costs."""

from datetime import timedelta

import pytest

from marelle.domains.accounts import services as accounts
from marelle.domains.accounts.models import Person
from marelle.domains.calls.models import Assignment, Chase, InterestStatement, Review, ReviewDraft, Reviewer
from marelle.domains.calls.services.reviewing import Said
from marelle.domains.calls.tests.conftest import a_site
from marelle.domains.calls.tests.jury import WHY, a_juror, another_file, free, given, seated, sent
from marelle.kernel.access.context import enter
from marelle.kernel.audit import entries_about
from marelle.web.ui.tests.reading import page, refused

pytestmark = pytest.mark.django_db
CALL = "/pilotage/appels/essai-2019/"


@pytest.fixture
def ada(holding, organisation):
    return a_juror(holding, organisation, "ada")


@pytest.fixture
def carl(holding, organisation):
    return a_juror(holding, organisation, "carl")


@pytest.fixture
def dora(holding, organisation):
    return a_juror(holding, organisation, "dora")


def seat_of(viewer):
    return str(Reviewer.objects.get(person=viewer.person_id).pk)


def test_only_the_organiser_enters(entered, filed, ada, mayor, prefect, client):
    addresses = [f"{CALL}{rest}/" for rest in ("jury", "repartition", "notes", "calibrage", "relances")]
    addresses += [f"/candidatures/{filed.pk}/lecteurs/", f"/candidatures/{filed.pk}/notes/"]
    for address in addresses:
        assert client.get(address).status_code == 302
        for viewer in (ada, mayor, prefect):
            assert entered(viewer).get(address).status_code == 403


def test_a_jury_is_named_and_let_go(entered, call, ada, officer):
    browser = entered(officer)
    assert "Personne ne siège encore" in page(browser.get(f"{CALL}jury/"))
    assert "Choisissez une personne" in refused(browser.post(f"{CALL}jury/", {"step": "name", "name-person": ""}))
    assert "Ada Essai" in page(
        browser.post(f"{CALL}jury/", {"step": "name", "name-person": ada.person_id}, follow=True)
    )
    refused(browser.post(f"{CALL}jury/", {"step": "name", "name-person": ada.person_id}))  # no longer on the list
    ended = {"step": "release", "release-reviewer": seat_of(ada)}
    assert "ne siège plus" in page(browser.post(f"{CALL}jury/", ended, follow=True))


def test_a_seat_with_files_is_not_ended(entered, filed, ada, officer):
    given(filed, ada)
    text = refused(entered(officer).post(f"{CALL}jury/", {"step": "release", "release-reviewer": seat_of(ada)}))
    assert "a encore des candidatures à noter (1)" in text


def test_a_distribution_is_previewed_confirmed_and_refused_when_it_has_aged(entered, filed, ada, carl, dora, officer):
    for viewer in (ada, carl):
        seated(filed.call, viewer)
    browser = entered(officer)
    text = page(browser.get(f"{CALL}repartition/"))
    seed = text.split('name="seed" value="')[1].split('"')[0]
    assert "Ada Essai, Carl Essai" in text or "Carl Essai, Ada Essai" in text
    seated(filed.call, dora)
    assert "ont changé depuis l’aperçu" in refused(browser.post(f"{CALL}repartition/", {"seed": seed}))
    fresh = page(browser.get(f"{CALL}repartition/")).split('name="seed" value="')[1].split('"')[0]
    text = page(browser.post(f"{CALL}repartition/", {"seed": fresh}, follow=True))
    assert "2 parts sont confiées" in text
    assert "Il n’y a rien à répartir" in text
    assert Assignment.objects.count() == 2


def test_a_missing_reader_is_shouted_before_anything_is_drawn(entered, filed, ada, officer, holding, town):
    for viewer in (ada, holding("jury_reviewer", name="bureau", body=town)):
        seated(filed.call, viewer)
    text = page(entered(officer).get(f"{CALL}repartition/"))
    assert "Valmarelle : il manque 1 lecteur." in text
    assert "Même organisation que la candidature : Ville de Valmarelle." in text


def test_a_file_is_given_by_hand_and_taken_back_with_a_reason(entered, filed, ada, officer, holding, town):
    tied = holding("jury_reviewer", name="bureau", body=town)
    for viewer in (ada, tied):
        seated(filed.call, viewer)
    browser, address = entered(officer), f"/candidatures/{filed.pk}/lecteurs/"
    text = page(browser.get(address))
    assert "Tenus à l’écart" in text
    refused(browser.post(address, {"step": "give", "give-reviewer": seat_of(tied)}))
    assert not Assignment.objects.exists()
    page(browser.post(address, {"step": "give", "give-reviewer": seat_of(ada)}, follow=True))
    share = Assignment.objects.get()
    assert "Écrivez pourquoi" in refused(browser.post(address, {"step": "take", "take-assignment": share.pk}))
    sent_ = {"step": "take", "take-assignment": share.pk, "take-why": "Absente en juillet."}
    assert "Absente en juillet." in page(browser.post(address, sent_, follow=True))


def marks(mark="3", **rest):
    return {"mark_diagnosis": mark, "reason_diagnosis": WHY, "comment": "", "version": "1", "then": "send", **rest}


def test_a_reviewer_declares_reads_saves_and_sends(entered, filed, ada):
    share = given(filed, ada)
    browser, address = entered(ada), f"/notation/{share.pk}/"
    assert "Il vous reste une candidature à noter" in page(browser.get("/notation/"))
    assert browser.get(address)["Location"] == f"{address}liens/"
    text = page(browser.get(f"{address}liens/"))
    assert "Ce que veut dire" not in text
    assert browser.post(address, marks())["Location"] == f"{address}liens/"
    refused(browser.post(f"{address}liens/", {}))
    assert "Écrivez pourquoi" in refused(browser.post(f"{address}liens/", {"answer": "some", "why": ""}))
    assert browser.post(f"{address}liens/", {"answer": "none"})["Location"] == address
    text = page(browser.get(address))
    assert "Ce que veut dire la note 5." in text
    assert "Le texte déposé" in text
    typed = marks("4", then="save", reason_diagnosis="", comment="À revoir")
    assert "pas encore envoyées" in page(browser.post(address, typed, follow=True))
    assert ReviewDraft.objects.get().comment == "À revoir"
    assert "À revoir" in page(browser.get(address))
    assert "Notes enregistrées, pas envoyées" in page(browser.get("/notation/"))
    text = page(browser.post(address, marks("4"), follow=True))
    assert "Vos notes sont envoyées" in text
    assert "Toutes vos notes sont envoyées" in page(browser.get("/notation/"))
    assert Review.objects.get().marks.get().value == 4


def test_what_is_refused_keeps_every_word(entered, filed, ada):
    share = free(ada, given(filed, ada))
    browser, address = entered(ada), f"/notation/{share.pk}/"
    text = refused(browser.post(address, marks("9", reason_diagnosis="Un long motif.", comment="Mon avis.")))
    for words in ("va de 0 à 5, de 1 en 1", "Un long motif.", "Mon avis."):
        assert words in text
    assert "Donnez une note" in refused(browser.post(address, marks("")))
    assert "Écrivez pourquoi vous donnez cette note" in refused(browser.post(address, marks(reason_diagnosis=" ")))
    assert "une version plus récente existe" in refused(browser.post(address, marks(version="7")))
    assert not Review.objects.exists()


def test_a_correction_says_why_and_the_first_stays(entered, filed, ada):
    share = free(ada, given(filed, ada))
    first = sent(ada, share)
    browser, address = entered(ada), f"/notation/{share.pk}/"
    assert "déjà" in refused(browser.post(address, marks(then="save")))
    assert "Écrivez pourquoi" in refused(browser.post(address, marks("5", why="", corrects=first.pk)))
    again = marks("5", why="J’avais mal lu.", corrects=first.pk)
    assert "Vos notes sont corrigées" in page(browser.post(address, again, follow=True))
    assert "déjà été corrigées" in refused(browser.post(address, again))
    assert [review.marks.get().value for review in Review.objects.order_by("pk")] == [3, 5]


def test_other_shares_do_not_exist_for_a_reviewer(entered, filed, ada, carl, officer, mayor):
    share = free(carl, given(filed, carl))
    given(filed, ada)
    sent(carl, share)
    for viewer, status in ((ada, 404), (officer, 403), (mayor, 403)):
        browser = entered(viewer)
        for rest in ("", "liens/", "comparaison/"):
            assert browser.get(f"/notation/{share.pk}/{rest}").status_code == status
            assert browser.post(f"/notation/{share.pk}/{rest}", marks()).status_code == status
    assert entered(ada).get(f"/candidatures/{filed.pk}/").status_code == 403
    assert Review.objects.count() == 1


def test_nothing_of_a_sealed_review_is_shown_anywhere(entered, filed, ada, carl, officer, mayor, prefect):
    shares = [free(viewer, given(filed, viewer)) for viewer in (ada, carl)]
    secret = "Motif que personne ne lit encore"
    sent(carl, shares[1], said={"diagnosis": Said("1", secret)}, comment=secret)
    asked = [
        (ada, "/notation/", 200), (ada, f"/notation/{shares[0].pk}/", 200),
        (ada, f"/notation/{shares[0].pk}/comparaison/", 403), (ada, f"/notation/{shares[1].pk}/comparaison/", 404),
        (officer, f"{CALL}notes/", 200), (officer, f"/candidatures/{filed.pk}/notes/", 403),
        (officer, f"/candidatures/{filed.pk}/lecteurs/", 200), (officer, f"{CALL}calibrage/", 200),
        (officer, f"{CALL}jury/", 200), (officer, f"{CALL}repartition/", 200),
        (mayor, f"/candidatures/{filed.pk}/", 200), (prefect, f"/candidatures/{filed.pk}/avis/", 200),
    ]  # fmt: skip
    for viewer, address, status in asked:
        answer = entered(viewer).get(address)
        assert (address, answer.status_code) == (address, status)
        assert secret not in answer.content.decode()
    assert secret in page(entered(carl).get(f"/notation/{shares[1].pk}/"))
    sent(ada, shares[0], "5")
    for viewer, address in (
        (ada, f"/notation/{shares[0].pk}/comparaison/"),
        (officer, f"/candidatures/{filed.pk}/notes/"),
    ):
        assert secret in page(entered(viewer).get(address))
    assert secret not in entered(mayor).get(f"/candidatures/{filed.pk}/").content.decode()


def test_a_link_that_appears_closes_the_file_and_the_log_keeps_it(entered, filed, ada, town, machine, now):
    share = free(ada, given(filed, ada))
    person = Person.objects.get(pk=ada.person_id)
    accounts.grant_membership(
        by=machine, at=now, person=person, organisation=town, role="town_desk", perimeter=town.perimeter,
        valid_to=now + timedelta(days=90),
    )  # fmt: skip
    answer = entered(ada).get(f"/notation/{share.pk}/")
    assert "Même organisation que la candidature" in page(answer, 403)
    assert "Diagnostic" not in answer.content.decode()
    share.refresh_from_db()
    assert share.ended_at is not None
    assert entered(ada).get(f"/notation/{share.pk}/").status_code == 404
    enter(ada)
    assert entries_about(ada, limit=1)[0].action == "calls.block_for_conflict"


def test_a_declared_link_closes_the_file(entered, filed, ada):
    share = given(filed, ada)
    answer = entered(ada).post(f"/notation/{share.pk}/liens/", {"answer": "some", "why": "Un proche."}, follow=True)
    assert "ne vous est plus confiée" in page(answer)
    assert InterestStatement.objects.get().has_interest
    assert entered(ada).get(f"/notation/{share.pk}/").status_code == 404


def test_the_organiser_sees_a_spread_and_draws_a_third(entered, filed, ada, carl, dora, officer, mayor):
    shares = [free(viewer, given(filed, viewer)) for viewer in (ada, carl)]
    for viewer, share, mark in zip((ada, carl), shares, "15", strict=True):
        sent(viewer, share, mark)
    seated(filed.call, dora)
    browser = entered(officer)
    text = page(browser.get(f"{CALL}notes/"))
    assert "Notes ouvertes" in text
    assert ">3,00<" in text
    text = page(browser.get(f"{CALL}calibrage/"))
    assert "−4" in text
    text = refused(browser.post(f"/candidatures/{filed.pk}/lecteurs/", {"step": "further"}))
    assert "qu’un écart dépasse le seuil" in text


def test_an_organiser_linked_to_a_file_reads_nothing_of_its_marks(entered, filed, ada, carl, holding, town):
    for viewer, mark in ((ada, "1"), (carl, "5")):
        sent(viewer, free(viewer, given(filed, viewer)), mark)
    tied = holding("national_officer", name="elue", body=town)
    assert "vous avez un lien" in page(entered(tied).get(f"{CALL}notes/"))
    assert "ni en délibérer" in page(entered(tied).get(f"/candidatures/{filed.pk}/notes/"), 403)


def test_everybody_is_reminded_once_a_day(entered, filed, ada, officer, prefect):
    given(filed, ada)
    browser = entered(officer)
    text = page(browser.get(f"{CALL}relances/"))
    assert "Prefect Essai" in text
    assert "personne ne tient le rôle : Recteur" in text
    assert "1 personne" in page(browser.post(f"{CALL}relances/", {"about": "opinions"}, follow=True)).replace(
        "Une", "1"
    )
    assert "relancées aujourd’hui" in page(browser.get(f"{CALL}relances/"))
    refused(browser.post(f"{CALL}relances/", {"about": "opinions"}))
    page(browser.post(f"{CALL}relances/", {"about": "reviews"}, follow=True))
    page(browser.post(f"{CALL}relances/", {"about": "nonsense"}))
    assert Chase.objects.count() == 2


def test_pages_cost_the_same_whatever_the_number(
    entered, filed, ada, carl, officer, machine, next_city, organisation, counted
):
    shares = [free(viewer, given(filed, viewer)) for viewer in (ada, carl)]
    for viewer, share in zip((ada, carl), shares, strict=True):
        sent(viewer, share, "1")
    asked = [
        (officer, f"{CALL}jury/", 15), (officer, f"{CALL}repartition/", 25), (officer, f"{CALL}notes/", 25),
        (officer, f"{CALL}calibrage/", 25), (officer, f"{CALL}relances/", 15), (ada, "/notation/", 15),
        (officer, f"/candidatures/{filed.pk}/lecteurs/", 25), (carl, f"/notation/{shares[1].pk}/", 25),
    ]  # fmt: skip

    def prices():
        found = []
        for viewer, address, _most in asked:
            browser = entered(viewer)
            page(browser.get(address))
            with counted() as queries:
                page(browser.get(address))
            found.append((address, len(queries)))
        return found

    before = prices()
    for index in range(3):
        body = organisation(f"Ville {index}", home=next_city)
        other = another_file(machine, filed, a_site(next_city, f"Site {index}"), body)
        for viewer, mark in ((ada, "1"), (carl, "4")):
            sent(viewer, free(viewer, given(other, viewer)), mark)
    after = prices()
    assert after == before
    assert [
        (address, price) for (address, price), (_v, _a, most) in zip(after, asked, strict=True) if price > most
    ] == []
