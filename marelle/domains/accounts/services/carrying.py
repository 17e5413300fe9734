"""What becomes of the rights held on a site when it splits or merges: carried to those that go on, by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marelle.domains.territories.models import Site
from marelle.kernel import audit
from marelle.kernel.access import Perimeter, Viewer
from marelle.kernel.errors import Refused

from ..models import Membership
from ..notifications import tell_right_given
from ..queries import rights_to_carry
from .places import around
from .rights import write_membership

CHANGE = "territories.change_sites"


class RightsLeft(Refused):
    """Each right held on a site that ends is carried somewhere, or said to go nowhere."""

    code = "accounts.rights_left"
    sentence = _("Dites où va chaque droit tenu sur cette cité, même si c’est nulle part. Il reste : {names}.")


@transaction.atomic
def carry_rights(
    *, by: Viewer, at: datetime, site: Site, to: Sequence[Site], going: Mapping[int, Sequence[Site]] | None, why: str
) -> list[Membership]:
    """Gives again, on the sites that carry one on, the rights that hold on it: the same person, role, organisation and
    end. `going`: by the number of the right, the sites where it goes, none being said by an empty list; None: each
    right goes everywhere, so that nobody loses any.

    A right on the site stays: with it one reads what was done there. One on its main commune is given again only where
    that commune no longer reaches. Nobody gains a role. Each is written in the log; who receives one is told. Refuses
    without `territories.change_sites`, `RightsLeft` when one is not said.
    """
    by.must(CHANGE, site.perimeters())
    held = rights_to_carry(site, at)
    where = {one.pk: list(to) for one in held} if going is None else going
    if left := [one.person.full_name for one in held if one.pk not in where]:
        raise RightsLeft(names=", ".join(dict.fromkeys(left)))
    given = [made for one in held for there in where[one.pk] if (made := _carried(by, at, one, there)) is not None]
    facts = {"given": [one.pk for one in given], "nowhere": [one.pk for one in held if not where[one.pk]]}
    audit.record(by, "accounts.carry_rights", site, why=why, facts=facts)
    return given


def _carried(by: Viewer, at: datetime, right: Membership, there: Site) -> Membership | None:
    """The same right on another site; None where the person has it already, or reaches it from where they are."""
    place = Perimeter("site", str(there.pk))
    if right.perimeter in there.perimeters() or place.kind not in right.role.perimeter_kinds:
        return None
    has = Membership.objects.filter(
        person=right.person_id, organisation=right.organisation_id, role=right.role_id, perimeter_kind=place.kind
    )
    if has.filter(perimeter_code=place.code, valid_to__gt=at).exists():
        return None
    giver = by.person_id if by.person_id != right.person_id else None
    about, until = (right.person, right.organisation, right.role), right.valid_to
    made = write_membership(by, *about, place, around(place), max(at, right.valid_from), until, given_by=giver)
    tell_right_given(made)
    return made
