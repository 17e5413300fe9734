"""Which sites the public may count among the cités: by a decision recorded here, or only by a list."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from marelle.domains.calls.models import LabelDecision
from marelle.domains.calls.queries import current_decisions
from marelle.domains.projects.models import Project
from marelle.domains.projects.queries import carrying_on_labels
from marelle.domains.territories.models import Site, SiteListing
from marelle.domains.territories.queries import listings_of


@dataclass(slots=True)
class Standing:
    """By site: the labels that hold, oldest first, and what lists show of it since, the newest first.

    What an invented call gives a real site is never published. A list older than the withdrawal of a label shows
    nothing.
    """

    labels: dict[int, list[LabelDecision]] = field(default_factory=dict)
    listings: dict[int, list[SiteListing]] = field(default_factory=dict)
    carried: dict[int, Site] = field(default_factory=dict)  # those that carry on the label of another

    @property
    def sites(self) -> set[int]:
        return set(self.labels) | set(self.listings)


def standing(sites: Iterable[Site] | None = None, opened: Iterable[Project] | None = None) -> Standing:
    """Where some sites stand, or all. A site that split or merged leaves its label to those that carry it on, and stays
    to be read. `opened`: the projects of these sites, where they are known. Price: three queries, two with them.
    """
    listed = None if sites is None else {site.pk for site in sites}
    carrying = [one for one in opened if one.carries_on_from] if opened is not None else carrying_on_labels(listed)
    told = current_decisions()
    if listed is not None:
        told = told.filter(Q(site__in=listed) | Q(pk__in={one.decision_id for one in carrying}))
    found, withdrawn, labels = Standing(), dict[int, date](), dict[int, LabelDecision]()
    for decision in told:
        if decision.outcome == "withdrawn":
            withdrawn[decision.site_id] = decision.decided_on
        elif decision.outcome == "labelled" and (decision.site.invented or not decision.call.invented):
            labels[decision.pk] = decision
            if listed is None or decision.site_id in listed:
                found.labels.setdefault(decision.site_id, []).append(decision)
    for project in carrying:
        if project.decision_id in labels:
            found.labels.setdefault(project.site_id, []).append(labels[project.decision_id])
            found.carried[project.site_id] = project.site
    for site, shown in listings_of(listed).items():
        since = [listing for listing in shown if listing.as_of > withdrawn.get(site, date.min)]
        if since:
            found.listings[site] = since
    return found


def wave_of(labels: list[LabelDecision], listings: list[SiteListing]) -> tuple[int | None, bool]:
    """The year of the wave of a site, and whether it may be later: as decided, else as the newest list implies."""
    if labels:
        return labels[0].wave, False
    said = next((listing.wave for listing in listings if listing.wave), "")
    return (int(said[:4]) if said else None), said.endswith("+")
