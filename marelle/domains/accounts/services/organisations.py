"""Organisations: their registration, with identifiers that are checked, not merely typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marelle.domains.territories.rules.identifiers import IdentifierFault, check_rna, check_siret, check_uai
from marelle.kernel import audit
from marelle.kernel.access import Perimeter, Viewer
from marelle.kernel.errors import Refused

from ..models import Organisation
from .giving import OutsideYourPerimeter
from .places import around

CHECKS: dict[str, Callable[[str], str]] = {"siret": check_siret, "uai": check_uai, "rna": check_rna}


class OrganisationUnidentified(Refused):
    """An organisation that nobody could recognise."""

    code = "accounts.organisation_unidentified"
    sentence = _("Donnez au moins un identifiant : SIRET, UAI ou RNA. Le SIRET figure sur tout courrier administratif.")


class IdentifierWrong(Refused):
    """An identifier that does not check; the sentence says why."""

    code = "accounts.identifier_wrong"
    sentence = "{advice}"


class IdentifierTaken(Refused):
    """Another organisation has this identifier already."""

    code = "accounts.identifier_taken"
    sentence = _("Une organisation porte déjà cet identifiant. Cherchez-la dans la liste plutôt que de la créer.")


@transaction.atomic
def register_organisation(
    *,
    by: Viewer,
    at: datetime,
    name: str,
    kind: str,
    home: Perimeter,
    siret: str = "",
    uai: str = "",
    rna: str = "",
    invented: bool = False,
) -> Organisation:
    """Registers an organisation that stands in `home` (a commune, a site, a département, the country).

    Refuses: `Forbidden`, `OutsideYourPerimeter`, `PlaceUnknown`, `OrganisationUnidentified`, `IdentifierWrong`,
    `IdentifierTaken`.
    """
    places = around(home)
    if not by.may("accounts.register_organisation", places):
        by.must("accounts.register_organisation")
        raise OutsideYourPerimeter(permission="accounts.register_organisation")
    codes = {field: _checked(field, text) for field, text in (("siret", siret), ("uai", uai), ("rna", rna))}
    if not any(codes.values()) and kind != "family" and not invented:
        raise OrganisationUnidentified(field="siret")
    organisation = Organisation(name=" ".join(name.split()), kind=kind, invented=invented, **codes)
    organisation.stand_inside(places)
    _write(organisation)
    audit.record(by, "accounts.register_organisation", organisation, facts={"kind": kind, **codes})
    return organisation


def _checked(field: str, text: str) -> str:
    if not text.strip():
        return ""
    try:
        return CHECKS[field](text)
    except IdentifierFault as fault:
        raise IdentifierWrong(field=field, advice=fault.sentence) from None


def _write(organisation: Organisation) -> None:
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as clash:
        taken = re.search(r"accounts_organisation_one_(siret|uai|rna)", str(clash))
        if taken is None:
            raise
        raise IdentifierTaken(field=taken[1]) from None
