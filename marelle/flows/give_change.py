"""A change of sites that is kept as data is given, brought to what stands now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from marelle.domains.observatory.queries.settling import Settled, settled_ground, settled_split
from marelle.domains.observatory.queries.splitting import whole_of
from marelle.domains.projects.queries import running_project
from marelle.domains.projects.rules.changes import NotSettled
from marelle.domains.projects.services import Joining
from marelle.domains.territories import services as territories
from marelle.domains.territories.queries import free_slug, ground_on
from marelle.domains.territories.services import Ground
from marelle.kernel.access import Viewer

from .merge_sites import merge_sites
from .split_site import PartTold, split_site

if TYPE_CHECKING:
    from marelle.domains.territories.models import Site


@transaction.atomic
def give_change(
    *, by: Viewer, at: datetime, kind: str, sites: Sequence[Site], told: Mapping[str, Any], on: date, why: str
) -> list[Site]:
    """A split, a merger, another name or another ground, from the data in which its choices are kept.

    1. What came since it was decided gets its place by the rules, what is gone leaves it. What no rule places is said
       (`NotSettled`), and nothing is done.
    2. The order itself is given: `split_site`, `merge_sites`, or that of the register, which judges as ever.

    Returns the sites that go on. If anything is refused, nothing happened.
    """
    order: dict[str, Any] = {"by": by, "at": at, "on": on, "why": why}
    if kind == "split":
        return _split(order, sites[0], told)
    if kind == "merge":
        name, rights = told["name"], told.get("rights")
        kept = None if rights is None else {int(pk): given for pk, given in rights.items()}
        facts: dict[str, Any] = {"slug": free_slug(name, sites), "name": name, "lead": told["lead"], "rights": kept}
        facts["joining"] = Joining(told.get("text"), told.get("chapters") or {}, told.get("bodies") or {})
        return [merge_sites(sites=sites, **facts, **order)]
    if kind == "rename":
        return [territories.rename_site(site=sites[0], name=told["name"], **order)]
    settled = _must_be_settled(settled_ground(told, ground_on(sites[0], on)))
    communes, quarters, schools = (tuple(settled[one]) for one in ("communes", "quarters", "schools"))
    ground = Ground(communes, quarters, schools, settled["lead"])
    territories.set_ground(site=sites[0], ground=ground, **order)
    return [sites[0]]


def _split(order: dict[str, Any], site: Site, told: Mapping[str, Any]) -> list[Site]:
    whole = whole_of(site, running_project(site), order["at"], order["on"])
    settled = _must_be_settled(settled_split(told, whole))
    parts = [PartTold.read(one, free_slug(one["name"], [site])) for one in settled["parts"]]
    return split_site(
        site=site, parts=parts, rights=_numbered(settled["rights"]), partners=_numbered(settled["partners"]), **order
    )


def _must_be_settled(settled: Settled) -> Mapping[str, Any]:
    if settled.left:
        more = [_("Et {n} autres.").format(n=len(settled.left) - 5)] if len(settled.left) > 5 else []
        raise NotSettled(what=" ".join([*settled.left[:5], *more]))
    return settled.told


def _numbered(told: Mapping[str, Sequence[int]] | None) -> dict[int, Sequence[int]] | None:
    return None if told is None else {int(pk): places for pk, places in told.items()}
