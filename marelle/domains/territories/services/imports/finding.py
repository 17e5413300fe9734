"""Where lines of files are: communes by their code or their name, and whether a drawing lies where it should."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Max, Min, Q
from django.utils.translation import gettext as _

from ...models import Commune
from ...rules.lands import in_its_land
from ...rules.names import plain
from ...rules.shapes import Box

AROUND = 0.5  # degrees: how far from the town halls of a département its places may lie


class Communes:
    """Communes by their code, or by their name within a département. Price: one query."""

    def __init__(self, codes: Collection[str], departements: Collection[str]) -> None:
        wanted = Q(code__in=codes) | Q(departement__in=departements)
        self._named: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.codes: set[str] = set()
        found = Commune.objects.filter(wanted, invented=False).values_list("code", "name", "departement_id")
        for code, name, departement in found:
            self.codes.add(code)
            if departement in departements:
                self._named[departement, plain(name)].append(code)

    def named(self, name: str, departement: str) -> str | None:
        """The one commune of this name in this département; None when there is none, or several."""
        codes = self._named.get((departement, plain(name)), [])
        return codes[0] if len(codes) == 1 else None

    def placed(
        self, codes: frozenset[str], names: tuple[str, ...], departement: str
    ) -> tuple[frozenset[str], tuple[str, ...]]:
        """The communes that a line means, and what is to be said of those that were not found as it says them.

        Codes are taken first; names serve where there is no code, or where a single code no longer exists.
        """
        lost = sorted(codes - self.codes)
        if codes and not lost:
            return codes, ()
        if len(lost) == len(codes) == len(names) == 1:
            code = self.named(names[0], departement)
            if code:
                sentence = _("La commune {old} n’existe plus : reliée par son nom à {name} ({code}).")
                return frozenset({code}), (sentence.format(old=lost[0], name=names[0], code=code),)
        if codes:
            return codes - set(lost), tuple(_("Commune inconnue : {code}.").format(code=code) for code in lost)
        return self._by_name(names, departement)

    def _by_name(self, names: Iterable[str], departement: str) -> tuple[frozenset[str], tuple[str, ...]]:
        found = {name: self.named(name, departement) for name in names}
        sentence = _("Commune inconnue dans le département {departement} : {name}.")
        doubts = [sentence.format(departement=departement, name=name) for name, code in found.items() if code is None]
        return frozenset(code for code in found.values() if code), tuple(doubts)


class Boxes:
    """The box of the town halls of each département, and whether a point lies near it. Price: one query."""

    def __init__(self) -> None:
        known = Commune.objects.filter(invented=False, lon__isnull=False).values_list("departement_id").order_by()
        boxes = known.annotate(Min("lon"), Min("lat"), Max("lon"), Max("lat"))
        self._of: dict[str, Box] = {
            departement: (west, south, east, north) for departement, west, south, east, north in boxes
        }

    def has(self, point: tuple[float, float], departements: Collection[str]) -> bool:
        """True when the point is near one of these départements; in their land where their box is unknown."""
        boxes = [self._of[code] for code in departements if code in self._of]
        if not boxes:
            return in_its_land(point, departements)
        return any(_near(point, box) for box in boxes)


def _near(point: tuple[float, float], box: Box) -> bool:
    west, south, east, north = box
    return west - AROUND <= point[0] <= east + AROUND and south - AROUND <= point[1] <= north + AROUND
