"""An authority gives itself a deputy for a time."""

from datetime import datetime

from django.db import transaction

from marelle.domains.accounts import services as accounts
from marelle.domains.accounts.queries import organisation_and_person
from marelle.domains.calls.queries.authorities import Key
from marelle.domains.calls.services.authorities import record_delegation
from marelle.kernel.access import Viewer


@transaction.atomic
def delegate_opinion(
    *, by: Viewer, at: datetime, key: Key, person_id: int, act: str, valid_from: datetime, valid_to: datetime
) -> int:
    """Lets somebody give an authority's opinion in its place, between two instants, by a written act.

    1. The accounts give the deputy the right of that seat, on the place of the authority and for no longer than said;
       the deputy is told by mail.
    2. The call notes the deputyship and its act: opinions given under it will say for whom.

    Ending the right ends the deputyship. Refuses as `grant_membership` and `record_delegation`; nothing is then kept.
    The number of the right that was given.
    """
    organisation, person = organisation_and_person(key.organisation_id, person_id)
    right = accounts.grant_membership(
        by=by,
        at=at,
        person=person,
        organisation=organisation,
        role=key.role,
        perimeter=key.perimeter,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    record_delegation(by=by, at=at, right=right, act=act)
    return right.pk
