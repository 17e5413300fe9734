"""A town takes its candidature back: who may, with which words, and what is left of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from marelle.domains.calls.models import Application
from marelle.kernel.access import Viewer
from marelle.kernel.audit.models import AuditEntry
from marelle.web.ui.tests.reading import page, refused

pytestmark = pytest.mark.django_db


def address(application: Application) -> str:
    return reverse("application_withdraw", args=[application.pk])


def test_the_mayor_takes_it_back_with_a_reason(
    entered: Callable[[Viewer], Client], mayor: Viewer, filed: Application
) -> None:
    browser, here = entered(mayor), address(filed)
    assert here in page(browser.get(reverse("application", args=[filed.pk])))
    assert refused(browser.post(here, {"why": " "}))
    filed.refresh_from_db()
    assert filed.state == "filed"
    answer = browser.post(here, {"why": "La commune a un autre projet."})
    assert answer.status_code == 302
    filed.refresh_from_db()
    assert filed.state == "withdrawn"
    assert AuditEntry.objects.get(action="calls.withdraw_application").why == "La commune a un autre projet."
    again = page(browser.get(here))
    assert "ne se retire plus" in again and "<textarea" not in again
    assert here not in page(browser.get(answer.url))


def test_whoever_writes_it_does_not_take_it_back(
    entered: Callable[[Viewer], Client], leader: Viewer, draft: Application
) -> None:
    browser = entered(leader)
    assert browser.get(address(draft)).status_code == 403
    assert browser.post(address(draft), {"why": "Essai"}).status_code == 403
    assert address(draft) not in page(browser.get(reverse("application", args=[draft.pk])))
