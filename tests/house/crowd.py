"""The whole demonstration and everybody in it, played once for all the tests of a file, undone after each request.

Beside the story, what routes need to be tried for good: an open call with a draft in each of the two cities, an
invitation and a password link that still serve, a session and an access key of one person and of another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.cookies import SimpleCookie
from typing import Any
from unittest.mock import patch

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from marelle.domains.accounts.models import Membership, Organisation, Person
from marelle.domains.accounts.queries import viewer_of
from marelle.domains.accounts.services import create_token, invite, make_calendar_address
from marelle.domains.calls import services as calls
from marelle.domains.calls.models import Application, Assignment, Call, Delegation, LabelDecision, Reviewer
from marelle.domains.calls.queries.authorities import keys_to_delegate
from marelle.domains.calls.services import applications
from marelle.domains.calls.services.draft_sheets import send_sheet
from marelle.domains.funding.services import pay_grant, record_grant
from marelle.domains.network.models import Partner
from marelle.domains.projects.models import Meeting, Project, SteeringDecision
from marelle.domains.projects.services.tables import PROJECT_TABLES, asked_of
from marelle.domains.territories.models import ImportRun, RuleSet
from marelle.domains.territories.queries import site_by_slug
from marelle.domains.territories.services import open_import
from marelle.flows.delegate_opinion import delegate_opinion
from marelle.flows.demo import play
from marelle.flows.demo.cast import CAST
from marelle.flows.demo.play import CITY_CODE
from marelle.flows.demo.terms import write_terms
from marelle.flows.plan_change import plan_change
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting
from marelle.kernel.money import Cents
from marelle.kernel.tables.services import send_back
from marelle.kernel.testing.fixtures import RUNTIME_ROLE
from marelle.web.accounts import sessions

Records = dict[str, Mapping[str, Any]]
VISITOR = "visitor"
LETTER = "personne-invitee@valmarelle.invalid"
BY = Viewer.machine("crowd")
VERSIONS = {"filed version": {"1": 1}, "earlier version": {"1": 1}, "later version": {"2": 2}}


@dataclass
class Crowd:
    """The visitor and the seventeen, each with their browser, and the records that addresses name, by kind."""

    browsers: dict[str, Client] = field(default_factory=dict)
    records: Records = field(default_factory=dict)

    def ask(self, who: str, method: str, address: str, **content: Any) -> Any:
        """One request, of which nothing remains but the answer."""
        browser = self.browsers[who]
        kept = SimpleCookie(browser.cookies.output(header="", sep=";"))
        with undone_and_read() as made:
            answer = getattr(browser, method)(address, **content)
            answer.whole = b"".join(answer) if answer.streaming else answer.content
        answer.queries = sum("SAVEPOINT" not in query["sql"] for query in made.captured_queries)
        browser.cookies = kept
        return answer


@contextmanager
def undone_and_read() -> Iterator[CaptureQueriesContext]:
    """As `undone`; answers the queries that were asked."""
    connection.queries_log.clear()  # it holds 9,000 at most: those of this request alone
    with undone(), CaptureQueriesContext(connection) as made:
        yield made


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def everybody(unblock: Callable[[], Any]) -> Iterator[Crowd]:
    """Plays the demonstration as the runtime role, lets everybody in; undoes all of it at the end.

    Each test then opens its own transaction inside this one, from the owner's role like any other test. A password
    given at the start still counts as given a moment ago at the end, however slow the machine is, and a session was
    seen a moment ago: since nothing remains of a request, each would otherwise say it again after five minutes.
    """
    never_stale = override_settings(ACCOUNT_REAUTHENTICATION_TIMEOUT=86_400)
    always_seen = patch.object(sessions, "EVERY", 86_400)
    with unblock(), undone(), never_stale, always_seen:
        _as("marelle_owner", "UPDATE kernel_installation SET is_demonstration = true")
        _as(RUNTIME_ROLE)
        play(lambda _done, _total, _label: _count_rows())
        crowd = Crowd({VISITOR: browser(), **{member.key: let_in(member) for member in CAST}})
        with acting(BY):
            crowd.records = records()
            # Its results are public, as those of a call announced before each of its files had to have its decision.
            announced = {"state": "decided", "decided_on": date(2019, 9, 5)}
            Call.objects.filter(slug="demonstration-2019").update(**announced)
        # What was promised for the commit is checked here, once: left open, the end of each test would check it again.
        _as("marelle_owner", "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        _as("marelle_owner", "ANALYZE")
        yield crowd


def _count_rows() -> None:
    """Between chapters too: until then the statistics are those of an empty database, and the plans absurd."""
    _as("marelle_owner", "ANALYZE")
    _as(RUNTIME_ROLE)


def _as(role: str, statement: str = "SELECT 1") -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        cursor.execute(statement)


def browser() -> Client:
    return Client(raise_request_exception=False)


def let_in(member: Any) -> Client:
    """By address and password, as they would; once more, for what asks it again."""
    mine, secret = browser(), {"password": member.password}
    for address, words in (("/connexion/", {"login": member.email, **secret}), ("/compte/confirmer/", secret)):
        assert mine.post(address, words).status_code == 302, member.key
    assert mine.get("/compte/").status_code == 200  # the first page notes the session
    return mine


def records() -> Records:
    nadia, thomas, claire = (Person.objects.get(email__startswith=key) for key in ("nadia.", "thomas.", "claire."))
    body = {name: Organisation.objects.get(name=name) for name in ("Ville de Valmarelle", "Ville de Clairebise")}
    right = {person.given_name: Membership.objects.get(person=person).pk for person in (nadia, thomas)}
    rules = RuleSet.objects.filter(status="published").order_by("code")[0]
    token, invitation = an_invitation(body["Ville de Valmarelle"])
    link = f"{user_pk_to_url_str(nadia)}-{default_token_generator.make_token(nadia)}"
    return {
        "application": an_application_in_each_city(body),
        "section": {"identite": "identite"},
        "call": {"decided": "demonstration-2019", "open": "second", "in preparation": a_call_in_preparation()},
        "criterion": {"diagnosis": "diagnosis"},
        **dict.fromkeys(
            ("run", "appeal", "aside", "derogation", "batch", "deciding order", "declared interest"), {"of nobody": 7}
        ),
        "run file": {"question": "question"},
        "document": {"carte": "carte"},
        "decision": {"on Valmarelle": LabelDecision.objects.get(site__slug="valmarelle").pk},
        "person": {"Nadia": nadia.pk, "Thomas": thomas.pk},
        "commune": {"real": "80021", "invented": CITY_CODE},
        "departement": {"Somme": "80"},
        "open file": {"cites": "cites"},
        "format of a list": {"csv": "csv"},
        "draft sheet": {"of nobody": a_sheet_of_drafts()},
        "epci": {"unknown": "200000000"},
        "quarter": {"invented": "QP080997"},
        "school": {"invented": "0809901C"},
        "rules": {rules.code: rules.code},
        "version": {str(rules.version): rules.version},
        "reading": {"of communes": ImportRun.objects.order_by("pk")[0].pk},
        "import": {"of nobody": open_import(by=BY, upload=SimpleUploadedFile("a.csv", b"code;nom\n80021;Amiens\n")).pk},
        "organisation": {"Valmarelle": body["Ville de Valmarelle"].pk, "Clairebise": body["Ville de Clairebise"].pk},
        "membership": {"of Nadia": right["Nadia"], "of Thomas": right["Thomas"]},
        "invitation": {"to Valmarelle": invitation},
        "session": {"of Nadia": UserSession.objects.get(user=nadia).pk},
        "access key": {"of Nadia": a_key(nadia), "of Thomas": a_key(thomas)},
        "share of a file": {"of Claire": a_share_of(claire)},
        "seat": {"of Claire": Reviewer.objects.get(person=claire).pk},
        "deputyship": {"of Bruno": a_deputyship().pk},
        "api token": {"of Nadia": an_api_token(nadia)},
        "token": {"good": token},
        "calendar secret": {"of Nadia": a_calendar(nadia)},
        "password link": {"good": link},
        "own sheet": {"of the workshops": Partner.objects.get(organisation__name="Les Ateliers du mercredi").pk},
        "site": {"real": "amiens-nord", "invented": "valmarelle"},
        "site change": {"a name to come": a_name_to_come()},
        "file": {"of nobody": "00000000-0000-4000-8000-000000000000"},
        **VERSIONS,
        "question": {"name": "name"},
        **projects(),
    }


def projects() -> Records:
    """Two projects, their chapters and their versions; a third in its second year, with its two reviews."""
    by_name = {name: Project.objects.get(site__slug=name.lower()).pk for name in ("Valmarelle", "Fontarel")}
    second = {"Mirelande": Project.objects.get(site__slug="mirelande").pk}
    return {
        "project": by_name,
        "any project": by_name | second,
        "reviewed project": second,
        "chapter": {"identite": "identite"},
        "project version": {"1": 1},
        "earlier project version": {"1": 1},
        "later project version": {"2": 2},
        "comment": {"of nobody": 7},
        "task": {"of nobody": 7},
        "reservation": {"of nobody": 7},
        "extension": {"of nobody": 7},
        "review year": {"2018": 2018, "2019": 2019},
        "review chapter": {"gouvernance": "gouvernance"},
        **steering(),
        **actions(),
    }


def steering() -> Records:
    """A body of Valmarelle, its meeting, a decision that awaits a voice, and whoever leads the project."""
    meeting = Meeting.objects.filter(body__project__site__slug="valmarelle").order_by("starts_at")[0]
    return {
        "body": {"committee": meeting.body_id},
        "meeting": {"held": meeting.pk},
        "paper": {"of nobody": 7},
        "agenda point": {"of nobody": 7},
        "steering decision": {"voting": SteeringDecision.objects.get(state="voting").pk},
        "project person": {"Nadia": Person.objects.get(email__startswith="nadia.").pk},
    }


def an_application_in_each_city(body: Mapping[str, Organisation]) -> dict[str, int]:
    now = clock.now()
    facts = {"slug": "second", "title": "Second appel", "edition": 2020, "invented": True}
    call = calls.prepare_call(by=BY, at=now, opens_at=now, closes_at=now + timedelta(days=30), **facts)
    write_terms(BY, call)
    facts = {name: (now + timedelta(days=60)).date() for name in ("opinions_by", "decision_by", "finalise_by")}
    calls.set_calendar(by=BY, call=call, opens_at=call.opens_at, closes_at=call.closes_at, **facts)
    call = calls.open_call(by=BY, at=now, call=call)
    told = Application.objects.filter(call__slug="demonstration-2019").select_related("site")
    found = {f"{sent.site.name}, filed": sent.pk for sent in told}
    for city in ("valmarelle", "clairebise"):
        town = body[f"Ville de {city.capitalize()}"]
        order = {"site": site_by_slug(city), "organisation_id": town.pk}
        found[f"{city.capitalize()}, draft"] = applications.start_application(by=BY, call=call, **order).pk
    return found


def a_name_to_come() -> int:
    """Another name for Valmarelle, in a month."""
    now = clock.now()
    order = {"kind": "rename", "told": {"name": "Valmarelle-les-Tilleuls"}, "why": "Vote des habitants"}
    site = site_by_slug("valmarelle")
    return plan_change(by=BY, at=now, sites=[site], on=now.date() + timedelta(days=30), **order).pk


def a_sheet_of_drafts() -> int:
    content = b"site [site];organisation [organisation]\nnulle-part;Ville de Valmarelle\n"
    call = Call.objects.get(slug="demonstration-2019")
    return send_sheet(by=BY, at=clock.now(), call=call, upload=SimpleUploadedFile("a.csv", content)).pk


def a_call_in_preparation() -> str:
    told = {"slug": "troisieme", "title": "Troisième appel", "edition": 2021}
    return calls.duplicate_call(by=BY, call=Call.objects.get(slug="second"), **told).slug


def an_invitation(organisation: Organisation) -> tuple[str, int]:
    tokens: list[str] = []
    made = invite(
        by=BY,
        at=clock.now(),
        email=LETTER,
        organisation=organisation,
        role="town_desk",
        perimeter=organisation.perimeter,
        valid_to=clock.now() + timedelta(days=90),
        link=lambda token: tokens.append(token) or token,
    )
    return tokens[0], made.pk


def a_share_of(person: Person) -> int:
    """A file that this member of the jury has yet to mark."""
    return Assignment.objects.get(reviewer__person=person, application__site__slug="clairebise").pk


def a_deputyship() -> Delegation:
    """Bruno will stand in for the préfète, whom he represents in one town only: for now he sees no other."""
    catherine, bruno = (Person.objects.get(email__startswith=key) for key in ("catherine.", "bruno."))
    by, now = viewer_of(catherine.pk, clock.now()), clock.now()
    (key,) = keys_to_delegate(by, now)
    dates = {"valid_from": now + timedelta(days=5), "valid_to": now + timedelta(days=20)}
    right = delegate_opinion(by=by, at=now, key=key, person_id=bruno.pk, act="Arrêté de la démonstration", **dates)
    return Delegation.objects.get(right=right)


def an_api_token(person: Person) -> int:
    viewer = viewer_of(person.pk, clock.now())
    order = {"name": "Essai", "permissions": ["audit.read_own"], "expires_at": clock.now() + timedelta(days=30)}
    return create_token(by=viewer, at=clock.now(), **order)[0].pk


def a_calendar(person: Person) -> str:
    return make_calendar_address(by=viewer_of(person.pk, clock.now()), at=clock.now())[1]


def a_key(person: Person) -> int:
    data = {"name": "Clé", "credential": a_credential()}
    return Authenticator.objects.create(user=person, type="webauthn", data=data).pk


def a_credential() -> dict[str, Any]:
    """What a browser sends when a key is added, with a public key of this machine."""
    public = ES256.from_cryptography_key(generate_private_key(SECP256R1()).public_key())
    made = AttestedCredentialData.create(b"\0" * 16, b"key", public)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    told = AttestationObject.create("none", AuthenticatorData.create(b"\0" * 32, flags, 0, made), {})
    client = CollectedClientData.create("webauthn.create", b"challenge", "http://localhost")
    response = {"clientDataJSON": websafe_encode(client), "attestationObject": websafe_encode(told)}
    return {"id": websafe_encode(b"key"), "rawId": websafe_encode(b"key"), "type": "public-key", "response": response}


def actions() -> Records:
    """Two actions, one planned and shared with a grant, one proposed; a workbook that somebody sent."""
    project = Project.objects.get(site__slug="valmarelle")
    shared = project.actions.filter(in_library=True).order_by("number")[0]
    proposed = project.actions.filter(state="proposed").order_by("number")[0]
    order: dict[str, Any] = {"by": BY, "at": clock.now(), "reference": "Essai", "key": "crowd"}
    days = {"voted_on": clock.now().date() - timedelta(days=2)}
    grant = record_grant(action=shared, financer="caf", cents=Cents(10_000), **days, **order)
    payment = pay_grant(grant=grant, cents=Cents(5_000), paid_on=days["voted_on"], **order)
    upload = SimpleUploadedFile("actions.csv", "Action [action];Nom de l’action [title]\nA-001;Essai\n".encode())
    asked, table = asked_of(project, by=BY, at=clock.now()), PROJECT_TABLES["actions"]
    told: dict[str, Any] = {"asked": asked, "tables": [table], "table": "projects.actions"}
    return {
        "action": {"shared": shared.pk, "proposed": proposed.pk},
        "proposal": {"first": proposed.code},
        "sheet form": {"action": "action"},
        "section of a sheet": {"action": "action"},
        "shared action": {"shared": shared.pk},
        "grant": {"standing": grant.pk},
        "payment": {"standing": payment.pk},
        "working table": {"of actions": "actions", "of decisions": "decisions"},
        "returned book": {"of nobody": send_back(upload=upload, **told).pk},
    }
