"""Who takes part in a project: organisations that are there already, found again by their number or their name."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marelle.domains.accounts.models import Organisation
from marelle.domains.accounts.queries import organisation_by_siret
from marelle.domains.accounts.services import register_organisation
from marelle.kernel import audit
from marelle.kernel.access import Perimeter, Viewer
from marelle.kernel.errors import Refused
from marelle.kernel.words import plain

from ..access.actions import WRITE
from ..models import Project, ProjectPartner


class SeveralOfThisName(Refused):
    """More than one organisation of the place has this name."""

    code = "projects.several_of_this_name"
    sentence = _("Plusieurs organismes s’appellent «\u00a0{name}\u00a0» ici. Donnez le SIRET de celui-ci.")


class NotTheOneRegistered(Refused):
    """The number is that of an organisation of another name."""

    code = "projects.not_the_one_registered"
    sentence = _("Le SIRET {siret} est celui de «\u00a0{registered}\u00a0». Écrivez ce nom, ou corrigez le numéro.")


@transaction.atomic
def add_partner(
    *,
    by: Viewer,
    at: datetime,
    project: Project,
    name: str,
    kind: str,
    siret: str = "",
    rna: str = "",
    contact: str = "",
) -> ProjectPartner:
    """Adds an organisation to those that take part in a project. One that is there already, by its SIRET, else by its
    name among those of the place, is taken as it is; a new one is registered.

    Told again, it gives back the same, with the new contact. Refuses without `projects.write_actions`,
    `SeveralOfThisName`, `NotTheOneRegistered`, and as `accounts.services.register_organisation`.
    """
    by.must(WRITE, project.perimeters())
    organisation = _there(project, name, siret) or register_organisation(
        by=by, at=at, name=name, kind=kind, siret=siret, rna=rna, home=Perimeter("site", str(project.site_id))
    )
    partner, new = ProjectPartner.objects.get_or_create(
        project=project, organisation=organisation, defaults={"contact": contact, "added_at": at}
    )
    if new:
        audit.record(by, "projects.add_partner", partner, facts={"organisation": organisation.pk})
    elif contact and contact != partner.contact:
        return change_contact(by=by, partner=partner, contact=contact)
    return partner


@transaction.atomic
def change_contact(*, by: Viewer, partner: ProjectPartner, contact: str) -> ProjectPartner:
    """Says whom to ask for there. Refuses without `projects.write_actions`."""
    by.must(WRITE, partner.perimeters())
    partner.contact = contact
    partner.save(update_fields=["contact"])
    audit.record(by, "projects.change_partner", partner)
    return partner


def _there(project: Project, name: str, siret: str) -> Organisation | None:
    """The organisation of this number; without one, the only one of this name among those of the place."""
    found = organisation_by_siret(siret)
    if found is not None:
        words = set(plain(name).split())
        if words and not words & set(plain(found.name).split()):
            raise NotTheOneRegistered(field="siret", siret=siret, registered=found.name)
        return found
    inside = [f"{one.kind}:{one.code}" for one in project.perimeters() if one.kind in ("site", "commune")]
    rows = Organisation.objects.filter(inside__overlap=inside, ended_at=None).exclude(kind="family")
    same = [one for one in rows if plain(one.name) == plain(name) and (not siret or not one.siret)]
    if len(same) > 1:
        raise SeveralOfThisName(field="name", name=name)
    return same[0] if same else None
