"""Four browsers, or four programs, send one review at the same instant, through the whole request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from marelle.domains.accounts.models import Person
from marelle.domains.accounts.services import create_token
from marelle.domains.calls.models import Mark, Review
from marelle.domains.calls.tests.jury import BY, WHY, a_share_from_nothing
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting
from marelle.kernel.testing.threads import at_once

REVIEW = {"version": 1, "marks": {"diagnosis": {"mark": "3", "reason": WHY}}}


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize("by_program", [False, True])
def test_four_concurrent_posts_of_one_review_leave_one_row(by_program: bool) -> None:
    """Four browsers, or four programs, send at the same instant: one is taken, three are told."""
    with acting(BY):
        share, viewer = a_share_from_nothing()
    send = a_program(viewer, share) if by_program else a_browser(viewer, share)
    assert sorted(at_once(send, send, send, send)) == ["refused", "refused", "refused", "sent"]
    with acting(BY):
        assert (Review.objects.count(), Mark.objects.count()) == (1, 1)


def a_program(viewer: Viewer, share: int) -> Callable[[], str]:
    with acting(viewer):
        told = {"name": "Quatre", "permissions": ["calls.review"], "expires_at": clock.now() + timedelta(days=9)}
        secret = create_token(by=viewer, at=clock.now(), **told)[1]  # type: ignore[arg-type]
    headers = {"Authorization": f"Bearer {secret}"}

    def send() -> str:
        answer = Client().post(f"/api/v1/reviews/{share}", REVIEW, headers=headers, content_type="application/json")
        return {201: "sent", 409: "refused"}[answer.status_code]

    return send


def a_browser(viewer: Viewer, share: int) -> Callable[[], str]:
    with acting(viewer):
        first = Client()
        person = Person.objects.get(pk=viewer.person_id or 0)
        first.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    typed = {"mark_diagnosis": "3", "reason_diagnosis": WHY, "comment": "", "version": "1", "then": "send"}

    def send() -> str:
        browser = Client()
        browser.cookies = first.cookies
        answer = browser.post(f"/notation/{share}/", typed)
        return "sent" if answer.status_code == 302 else "refused" if answer.get("Marelle-Form") == "refused" else "?"

    return send
