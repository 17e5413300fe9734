"""A jury for tests: reviewers with their own bodies, marks with reasons, a second town that applies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from marelle.domains.accounts import services as accounts
from marelle.domains.accounts.models import Organisation, Person
from marelle.domains.accounts.queries import viewer_of
from marelle.domains.accounts.tests.conftest import PASSWORD
from marelle.domains.calls.models import Application, Assignment, Reviewer
from marelle.domains.calls.services import applications, interests, jury, open_call, prepare_call, reviewing
from marelle.domains.calls.services.reviewing import Said
from marelle.domains.territories.models import Academie, Commune, Departement, Region, Site
from marelle.kernel import clock
from marelle.kernel.access import NATIONAL, Perimeter, Viewer

from .conftest import make_places
from .terms import with_terms
from .writing import complete_answers

BY = Viewer.machine("test")
WHY = "Le diagnostic nomme les heures sans offre, avec leurs sources."


def a_juror(holding: Callable[..., Viewer], organisation: Callable[..., Organisation], name: str) -> Viewer:
    """Somebody of a national body of their own, who may review."""
    body = organisation(f"Organisme de {name}", "national", NATIONAL)
    return holding("jury_reviewer", NATIONAL, name=name, body=body)


def seated(call: Any, viewer: Viewer) -> Reviewer:
    person = Person.objects.get(pk=viewer.person_id or 0)
    return jury.name_reviewer(by=BY, at=clock.now(), call=call, person=person)


def given(application: Application, viewer: Viewer) -> Assignment:
    """The file in the hands of a reviewer, by hand."""
    seat = Reviewer.objects.filter(call=application.call_id, person=viewer.person_id).first()
    seat = seat or seated(application.call, viewer)
    return jury.assign_by_hand(by=BY, at=clock.now(), application=application, reviewer=seat)


def free(viewer: Viewer, share: Assignment) -> Assignment:
    """The same share, once its reviewer has said that nothing links them to the file."""
    interests.state_interest(by=viewer, at=clock.now(), assignment=share, has_interest=False)
    return share


def said(mark: str = "3", **others: str) -> Mapping[str, Said]:
    return {"diagnosis": Said(mark, WHY)} | {code: Said(value, WHY) for code, value in others.items()}


def sent(viewer: Viewer, share: Assignment, mark: str = "3", **rest: Any) -> Any:
    """The review of a reviewer, sent on the first version."""
    facts = {"version": 1, "said": said(mark), **rest}
    return reviewing.submit_review(by=viewer, at=clock.now(), assignment=share, **facts)


def another_file(by: Viewer, application: Application, site: Any, body: Organisation) -> Application:
    """The file of another town, sent, with the same answers."""
    made = applications.start_application(by=by, call=application.call, site=site, organisation_id=body.pk)
    answers = application.sheet.answers
    applications.save_section(by=by, at=clock.now(), application=made, answers=answers)
    return applications.file_application(by=by, application=made)


def a_share_from_nothing() -> tuple[int, Viewer]:
    """A file in the hands of one free reviewer, where no fixture can make it: the number of the share, the reviewer."""
    now = datetime(2019, 6, 3, 10, tzinfo=clock.PARIS)
    clock.set_to(now)
    region, _new = Region.objects.get_or_create(code="32", defaults={"name": "Hauts-de-France"})
    academie, _new = Academie.objects.get_or_create(code="AMIENS", defaults={"name": "Amiens"})
    facts = {"name": "Somme", "region": region, "academie": academie}
    somme, _new = Departement.objects.get_or_create(code="80", defaults=facts)
    commune = Commune.objects.create(code="80998", name="Valmarelle", departement=somme, invented=True)
    site = Site.objects.create(slug="valmarelle", name="Valmarelle", commune_main=commune, invented=True)
    place = Perimeter("commune", commune.code)
    town = accounts.register_organisation(by=BY, at=now, name="Ville", kind="commune", home=place, invented=True)
    body = accounts.register_organisation(by=BY, at=now, name="Revue", kind="national", home=NATIONAL, invented=True)
    facts = {"slug": "essai", "title": "Essai", "edition": 2019, "invented": True}
    days = {"opens_at": now - timedelta(days=30), "closes_at": now + timedelta(days=20)}
    call = open_call(by=BY, at=now, call=with_terms(prepare_call(by=BY, at=now, **facts, **days)))
    make_places(BY, place)
    made = applications.start_application(by=BY, call=call, site=site, organisation_id=town.pk)
    answers = complete_answers(made.sheet.questionnaire.form)
    applications.save_section(by=BY, at=now, application=made, answers=answers)
    viewer = _a_reviewer(body, now)
    return free(viewer, given(applications.file_application(by=BY, application=made), viewer)).pk, viewer


def _a_reviewer(body: Organisation, now: datetime) -> Viewer:
    names = {"email": "ada@valmarelle.invalid", "given_name": "Ada", "family_name": "Essai"}
    person = accounts.register_person(by=BY, at=now, password=PASSWORD, invented=True, **names)
    right = {"person": person, "organisation": body, "role": "jury_reviewer", "perimeter": NATIONAL}
    accounts.grant_membership(by=BY, at=now, valid_to=now + timedelta(days=90), **right)
    return viewer_of(person.pk, now)
