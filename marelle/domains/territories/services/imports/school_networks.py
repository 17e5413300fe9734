"""Importing the list of priority education, which says something of the schools that it does not name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ...models import SchoolNetwork
from ...rules.files import priority
from ...rules.schools import SchoolRow
from .schools import Schools

# A list that forgets more than one member in ten is an extract: its silence is not heard, unless somebody says so.
FORGOTTEN_AT_MOST = 10


class SchoolNetworks(Schools):
    """Schools in REP and REP+, with the head of their network, from the day of the list.

    The list is a whole one: a member that it no longer names leaves its network on that day, and the report says so
    school by school, before anything is written in a preview. A list that forgets more than one known member in ten is
    taken for an extract: it ends nothing, and says how many it does not name. `whole` decides otherwise. Ending is not
    deleting: the link stays with its days, and a list that names the school again takes it up.
    """

    kind = priority.MEMBERS
    needs_vintage = True
    tells_networks = True
    tells_near = True

    def also_asked(self, rows: list[SchoolRow]) -> list[str]:
        """Members of that day that the file does not name."""
        lasting = Q(valid_to=None) | Q(valid_to__gt=self.facts_on)
        members = SchoolNetwork.objects.filter(lasting, valid_from__lt=self.facts_on, school__invented=False)
        known = set(members.values_list("school_id", flat=True))
        self._forgotten = sorted(known - {row.uai for row in rows})
        few = len(self._forgotten) * FORGOTTEN_AT_MOST <= len(known)
        self._heard = few if self.whole is None else self.whole
        return self._forgotten

    def by_silence(self) -> Iterable[SchoolRow]:
        if not self._heard:
            return
        day = date_format(self.facts_on)
        for uai in self._forgotten:
            doubt = _("{uai} n’est plus dans la liste : son éducation prioritaire se termine le {day}.").format(
                uai=uai, day=day
            )
            known = self._known[uai]
            yield replace(known, facts_on=None, near=frozenset(), membership=("", ""), partial=True, doubts=(doubt,))

    def observations(self) -> Iterable[str]:
        if self._forgotten and not self._heard:
            yield _(
                "Ce fichier ne nomme pas {count} établissements qui étaient en éducation prioritaire : rien ne change "
                "pour eux. Si la liste est complète, dites-le."
            ).format(count=len(self._forgotten))
