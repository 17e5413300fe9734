"""What is rehearsed leaves no trace."""

import pytest
from django.db import connection, transaction

from marelle.kernel import audit, mail
from marelle.kernel.access import Viewer
from marelle.kernel.access.context import enter
from marelle.kernel.clock.models import Installation
from marelle.kernel.errors import Refused
from marelle.kernel.mail.models import OutgoingMail
from marelle.kernel.rehearsal import rehearse

pytestmark = pytest.mark.django_db
SOMEBODY = Viewer(person_id=7, name="Alix")


def order() -> str:
    audit.record(SOMEBODY, "test.gesture", Installation())
    mail.post(to="a@b.fr", subject="Essai", text="Essai", key="essai")
    return "fait"


def test_the_answer_stays_and_nothing_else():
    after = []
    enter(SOMEBODY, duty="postman")
    with transaction.atomic():
        assert rehearse(lambda: transaction.on_commit(lambda: after.append(1)) or order()) == "fait"
        assert not connection.needs_rollback
    assert (audit.entries_about(SOMEBODY), OutgoingMail.objects.count(), after) == ([], 0, [])
    assert order() == "fait"
    assert OutgoingMail.objects.count() == 1


def test_a_refusal_passes_and_the_transaction_goes_on():
    def refuse() -> None:
        order()
        raise Refused

    enter(SOMEBODY)
    with pytest.raises(Refused):
        rehearse(refuse)
    assert audit.entries_about(SOMEBODY) == []
    order()
    assert len(audit.entries_about(SOMEBODY)) == 1
