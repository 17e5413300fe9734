"""Importing the list of priority education, which says something of the schools that it does not name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ...models import SchoolNetwork
from ...rules.files import priority
from ...rules.schools import SchoolRow
from .schools import FORGOTTEN_AT_MOST, Schools

FEWEST_LOST = 3  # members of a département that is not in the list at all, for it to be an extract


class SchoolNetworks(Schools):
    """Schools in REP and REP+, with the head of their network, from the day of the list.

    The list is a whole one: a member that it no longer names leaves its network on that day, and the report says so
    school by school, before anything is written in a preview. A list that forgets more than one known member in ten, or
    a whole département, is taken for an extract: it ends nothing, and says how many it does not name. `whole` decides
    otherwise. Ending is not deleting: the link stays with its days, and a list that names the school again takes it up.
    """

    kind = priority.MEMBERS
    needs_vintage = True
    tells_networks = True
    tells_near = True
    hears_silence = True

    def also_asked(self, rows: list[SchoolRow]) -> list[str]:
        """Members of that day that the file does not name, nor another list of that day."""
        lasting = Q(valid_to=None) | Q(valid_to__gt=self.facts_on)
        members = SchoolNetwork.objects.filter(lasting, valid_from__lt=self.facts_on, school__invented=False)
        members = members.exclude(seen_on=self.facts_on)
        known, named = set(members.values_list("school_id", flat=True)), {row.uai for row in rows}
        self._forgotten = sorted(known - named)
        self._heard = self._is_whole(known, named) if self.whole is None else self.whole
        return self._forgotten

    def _is_whole(self, known: set[str], named: set[str]) -> bool:
        """True unless a whole list of that day was read before, or this one forgets too many, or all those of a
        département: a file that is cut looks like that."""
        others = {day for sha256, day in self._whole_lists if sha256 != self.sha256}
        if self.facts_on in others or len(self._forgotten) * FORGOTTEN_AT_MOST > len(known):
            return False
        members, lost = Counter(uai[:3] for uai in known), Counter(uai[:3] for uai in self._forgotten)
        there = {uai[:3] for uai in named}
        return not any(lost[area] == members[area] >= FEWEST_LOST and area not in there for area in lost)

    @property
    def silence_heard(self) -> bool:
        return self._heard

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
