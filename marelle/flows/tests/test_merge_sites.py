"""Two sites merge with all that they have, and the ledger balances."""

# ruff: noqa: F811 -- fixtures are named as they are used

import pytest
from django.db import connection, transaction

from marelle.domains.funding.models import Budget, Envelope
from marelle.domains.funding.queries import amounts_by_year
from marelle.domains.funding.tests.ground import BY
from marelle.domains.projects.models import Action, Project
from marelle.domains.projects.queries import carries_on, running_project
from marelle.domains.territories.rules.grounds import TwoPartsAtLeast
from marelle.flows.merge_sites import merge_sites

from .splitting import AT, DAY, actions, project  # noqa: F401

FACTS = {"slug": "uni", "name": "Uni", "lead": "", "on": DAY, "why": "Une seule équipe"}


def test_two_sites_merge_with_all_they_have(project, actions):
    other = Project.objects.exclude(pk=project.pk).select_related("site__commune_main__departement").get()
    one = merge_sites(by=BY, at=AT, sites=[project.site, other.site], **FACTS)
    joined = running_project(one)
    assert {project.pk for project in carries_on(joined)} == {project.pk, other.pk}
    assert sorted(Action.objects.filter(project=joined).values_list("title", flat=True)) == ["Nord", "Sud"]
    amounts = amounts_by_year([project, other, joined])
    assert amounts[joined.pk] == {2021: 800, 2022: 800}
    assert amounts[project.pk] == amounts[other.pk] == {2020: 400}
    assert Budget.objects.count() == 3
    assert Envelope.objects.count() == 3
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_one_site_alone_merges_with_nobody(project):  # noqa: F811
    with pytest.raises(TwoPartsAtLeast), transaction.atomic():
        merge_sites(by=BY, at=AT, sites=[project.site], **FACTS)
    project.refresh_from_db()
    assert project.state == "running"
