"""Tokens: never more than their person holds, never longer than they say, and refused the instant they end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from marelle.domains.accounts import queries, services
from marelle.domains.accounts.models import ApiToken
from marelle.kernel import audit
from marelle.kernel.access import Forbidden, NotFound, Viewer
from marelle.kernel.access.context import enter

pytestmark = pytest.mark.django_db
SEE, INVITE, READ = "accounts.see_members", "accounts.invite", "calls.read_application"


@pytest.fixture
def holder(holding, city):
    return holding("mayor", city)


def make(by, at, permissions=(SEE,), **more):
    order = {"name": "Tableau de bord", "permissions": permissions, "expires_at": at + timedelta(days=30)} | more
    return services.create_token(by=by, at=at, **order)


def test_it_holds_what_it_names_and_no_more(holder, now):
    token, secret = make(holder, now)
    viewer = queries.viewer_through(queries.token_behind(secret, now), now)
    assert viewer.person_id == holder.person_id
    assert {grant.permission for grant in viewer.grants} == {SEE}
    assert viewer.perimeters(SEE) == holder.perimeters(SEE)
    assert viewer.token == token.pk


def test_a_right_that_ends_is_gone_from_it(holder, now):
    _token, secret = make(holder, now)
    later = now + timedelta(days=29)
    queries.Membership.objects.filter(person=holder.person_id).update(valid_to=later)
    assert queries.viewer_through(queries.token_behind(secret, later), later).grants == ()


def test_only_a_fingerprint_of_the_secret_is_kept(holder, now):
    _token, secret = make(holder, now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(t)::text FROM accounts_api_token t")
        kept = cursor.fetchone()[0]
    assert secret not in kept
    assert secret.removeprefix("mrl_")[:-4] not in kept
    assert queries.fingerprint_of(secret) in kept


@pytest.mark.parametrize("wrong", ["", "mrl_", "mrl_é", "x" * 5_000])
def test_another_secret_is_nobody(holder, now, wrong):
    make(holder, now)
    assert queries.token_behind(wrong, now) is None


def test_it_ends_at_its_instant(holder, now):
    token, secret = make(holder, now)
    assert queries.token_behind(secret, token.expires_at - timedelta(microseconds=1))
    assert queries.token_behind(secret, token.expires_at) is None


def test_withdrawn_it_serves_no_more_and_twice_is_once(holder, now):
    token, secret = make(holder, now)
    services.revoke_token(by=holder, at=now, token=token)
    again = services.revoke_token(by=holder, at=now + timedelta(days=1), token=token)
    assert again.revoked_at == now
    assert queries.token_behind(secret, now) is None


def test_nobody_withdraws_that_of_another(holder, holding, next_city, now):
    token, _secret = make(holder, now)
    for other in (holding("mayor", next_city, name="other"), Viewer.visitor()):
        with pytest.raises(Forbidden if other.person_id is None else NotFound):
            services.revoke_token(by=other, at=now, token=token)
    assert ApiToken.objects.get().revoked_at is None


@pytest.mark.parametrize(
    ("order", "refusal"),
    [
        ({"name": "  "}, services.TokenUnnamed),
        ({"permissions": ()}, services.TokenOpensNothing),
        ({"permissions": (SEE, "audit.read")}, services.TokenOpensMore),
        ({"permissions": ("no.such",)}, services.TokenOpensMore),
        ({"expires_at": timedelta(0)}, services.TokenTooLong),
        ({"expires_at": timedelta(days=367)}, services.TokenTooLong),
    ],
)
def test_what_is_refused(holder, now, order, refusal):
    if "expires_at" in order:
        order = {"expires_at": now + order["expires_at"]}
    with pytest.raises(refusal):
        make(holder, now, **order)
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("nobody", [Viewer.visitor(), Viewer.machine("import")])
def test_neither_a_visitor_nor_a_program_of_the_house_makes_one(nobody, now):
    with pytest.raises(Forbidden):
        make(nobody, now)


def test_a_token_makes_no_token(holder, now):
    _token, secret = make(holder, now)
    through = queries.viewer_through(queries.token_behind(secret, now), now)
    with pytest.raises(services.TokenOfTheScreen):
        make(through, now)


def test_twenty_at_a_time(holder, now):
    for _number in range(20):
        token, _secret = make(holder, now)
    with pytest.raises(services.TooManyTokens) as told:
        make(holder, now)
    assert "20" in str(told.value)
    services.revoke_token(by=holder, at=now, token=token)
    make(holder, now)


def test_the_log_names_the_token_that_acted(holder, now):
    token, secret = make(holder, now)
    through = queries.viewer_through(queries.token_behind(secret, now), now)
    services.revoke_token(by=through, at=now, token=token)
    enter(holder)
    written = audit.entries_about(holder)[0]
    assert (written.action, written.facts) == ("accounts.revoke_token", {"token": token.pk})


def test_the_day_of_its_use_is_written_once_a_day(holder, now, counted):
    token, _secret = make(holder, now)
    services.note_use(token, now)
    token.refresh_from_db()
    with counted() as asked:
        services.note_use(token, now)
    assert len(asked) == 0
    assert token.used_on == now.date()


def test_the_database_refuses_a_token_without_a_name_or_an_end(holder, now):
    token, _secret = make(holder, now)
    for wrong in ({"name": ""}, {"expires_at": token.created_at}, {"fingerprint": "clear"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ApiToken.objects.filter(pk=token.pk).update(**wrong)
