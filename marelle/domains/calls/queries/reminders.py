"""Whom to write to about a file that is not filed yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from marelle.domains.accounts.models import Membership

from ..access.applications import FILE, WRITE
from ..models import Application


def writers_of(files: Sequence[Application], at: datetime) -> Mapping[int, Sequence[str]]:
    """By file, the addresses of those who write or file for its organisation. Price: one query."""
    rights = Membership.objects.filter(
        organisation__in={file.organisation_id for file in files},
        valid_from__lte=at,
        valid_to__gt=at,
        role__granted__permission__in=(WRITE, FILE),
        person__is_active=True,
    )
    found = defaultdict[int, list[str]](list)
    for body, address in rights.order_by("person").values_list("organisation", "person__email").distinct():
        found[body].append(address)
    return {file.pk: found[file.organisation_id] for file in files if found.get(file.organisation_id)}
