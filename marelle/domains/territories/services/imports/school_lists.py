"""The lists of schools, each with what it tells: indices, the directory, points, quarters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from ...rules.files import directory, ips, priority, site_schools
from ...rules.schools import SchoolRow, united
from ...rules.vintages import vintage_of
from .schools import Schools


class IpsEcoles(Schools):
    """The index of écoles, one school year a line."""

    kind = ips.IPS_ECOLES
    indicators = ("pupils", "ips")


class IpsColleges(Schools):
    """The index of collèges, one school year a line."""

    kind = ips.IPS_COLLEGES
    indicators = ("pupils", "ips", "ips_spread")


class IpsLycees(Schools):
    """The index of lycées, for the whole and by branch, one school year a line."""

    kind = ips.IPS_LYCEES
    indicators = tuple(ips.FIGURES)


class Directory(Schools):
    """The directory: kinds, points, days. A school of several places has several lines: its main place is kept."""

    kind = directory.DIRECTORY
    indicators = ("pupils",)
    tells_networks = True

    @classmethod
    def day_of(cls, file_name: str) -> date | None:
        """The day of the file serves only lines that have none of their own."""
        return vintage_of(file_name)

    def merged(self, one: SchoolRow, two: SchoolRow) -> SchoolRow | None:
        if one == two or one.facts_on != two.facts_on or directory.is_annexe(one) == directory.is_annexe(two):
            return united(one, two)
        kept, annexe = (two, one) if directory.is_annexe(one) else (one, two)
        doubt = _("« {name} » a le même code UAI : une annexe, sans fiche à elle.").format(name=annexe.name)
        return replace(kept, doubts=(*kept.doubts, doubt))

    def remark(self, row: SchoolRow) -> str | None:
        said = super().remark(row)
        if row.membership is None and any(span.covers(self._day(row)) for span in row.spans):
            silence = _("L’annuaire ne dit plus l’éducation prioritaire, que d’autres listes disent : elle est gardée.")
            return f"{said} {silence}" if said else silence
        return said

    @staticmethod
    def _day(row: SchoolRow) -> date:
        assert row.facts_on is not None
        return row.facts_on


class PlacedColleges(Schools):
    """Points of collèges."""

    kind = priority.PLACED
    needs_vintage = True


class NearColleges(Schools):
    """The quarter nearest to each collège, and its network in the first years of priority education."""

    kind = priority.NEAR
    needs_vintage = True
    tells_networks = True
    tells_near = True


class CollegesInQuarters(Schools):
    """Collèges that are in a quarter, without its name."""

    kind = priority.INSIDE
    needs_vintage = True
    tells_near = True


class SiteSchools(Schools):
    """Schools of whole communes: they complete the register, and none is linked to a site."""

    kind = site_schools.GATHERED
    indicators = tuple(ips.FIGURES)
    tells_networks = True

    def observations(self) -> Iterable[str]:
        yield _("Ce fichier couvre des communes entières : aucun établissement n’est rattaché à une cité.")
