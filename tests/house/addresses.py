"""Every address of the product, written out: with records that exist, with records that do not, with nonsense."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any
from urllib.parse import quote

from django.urls import URLPattern, URLResolver, get_resolver

from marelle.kernel.access import RouteAccess, access_of

# What stands in an address after each of these words.
KINDS = {
    "candidatures": "application",
    "telechargement": "format of a list",
    "files": "format of a list",
    "tableaux": "draft sheet",
    "rubriques": "section",
    "notation": "share of a file",
    "reviews": "share of a file",
    "assignments": "share of a file",
    "jury": "seat",
    "suppleances": "deputyship",
    "deputies": "deputyship",
    "appels": "call",
    "calculs": "run",
    "textes": "run file",
    "recours": "appeal",
    "orders": "deciding order",
    "liens": "declared interest",
    "interests": "declared interest",
    "runs": "run",
    "difference": "run",
    "appeals": "appeal",
    "calls": "call",
    "preparations": "call",
    "applications": "application",
    "decisions": "decision",
    "pieces": "document",
    "criteres": "criterion",
    "organisations": "organisation",
    "membres": "membership",
    "droits": "membership",
    "invitations": "invitation",
    "personnes": "person",
    "sessions": "session",
    "cles": "access key",
    "jetons": "api token",
    "invitation": "token",
    "agendas": "calendar secret",
    "nouveau": "password link",
    "cites": "site",
    "sites": "site",
    "communes": "commune",
    "eligibilite": "commune",
    "eligibility": "commune",
    "groupements": "epci",
    "quartiers": "quarter",
    "quarters": "quarter",
    "ecoles": "school",
    "schools": "school",
    "regles": "rules",
    "imports": "reading",
    "importer": "import",
    "carte": "departement",
    "donnees": "open file",
    "fichiers": "file",
    "fiches": "own sheet",
    "versions": "filed version",
    "comparer": "earlier version",
    "questions": "question",
    "essais": "section",
    "documents": "question",
    "projets": "project",
    "projects": "project",
    "chapitres": "chapter",
    "chapters": "chapter",
    "etapes": "project version",
    "ecarts": "earlier project version",
    "comments": "comment",
    "tasks": "task",
    "reservations": "reservation",
    "extensions": "extension",
    "revues": "review year",
    "reviewed": "review year",
    "volets": "review chapter",
    "instances": "body",
    "bodies": "body",
    "reunions": "meeting",
    "meetings": "meeting",
    "annexes": "paper",
    "reprises": "file",
    "suites": "steering decision",
    "steering-decisions": "steering decision",
    "roles": "project person",
    "actions": "action",
    "fiche": "section of a sheet",
    "bibliotheque": "shared action",
    "library": "shared action",
    "grants": "grant",
    "payments": "payment",
    "tableurs": "working table",
    "tables": "working table",
    "retours": "returned book",
    "returns": "returned book",
    "asides": "aside",
    "derogations": "derogation",
    "batches": "batch",
    "guests": "person",
    "sheets": "draft sheet",
    "attachments": "file",
    "entries": "question",
    "changes": "later project version",
    "points": "agenda point",
    "papers": "paper",
    "proposals": "proposal",
    "partner-sheets": "own sheet",
    "sheet-forms": "sheet form",
    "changements": "site change",
    "planned": "site change",
}
HOLE = re.compile("^<[^>]*>(?=[^<]*$)|^.*<.*$")  # « <name>.csv » keeps its end, another word is replaced whole
BESIDE = {
    "rules": "version",
    "earlier version": "later version",
    "earlier project version": "later project version",
}  # what stands right after another record
NONSENSE = ("0", "-1", "9" * 25, "1 or 1=1", "\0", "é", "../..", "zz-1", "x" * 300)


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the table of addresses."""

    name: str
    pattern: str
    access: RouteAccess | None

    def __str__(self) -> str:
        return self.name

    @property
    def is_public(self) -> bool:
        return self.access is not None and self.access.kind == "public"

    @property
    def is_api(self) -> bool:
        return self.name.startswith("api-1:")

    def written(self, records: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
        """Its addresses, by the words that say which record each one names."""
        holes = [sorted(records[kind].items()) for kind in self.kinds()]
        return {
            ", ".join(label for label, value in chosen if label != value): self._filled([v for _l, v in chosen])
            for chosen in product(*holes)
        }

    def nonsense(self) -> list[str]:
        """Addresses in which nothing that exists is named."""
        holes = self.kinds()
        return [self._filled([value] * len(holes)) for value in NONSENSE] if holes else []

    def kinds(self) -> list[str]:
        found: list[str] = []
        for before, word in pairwise(self.pattern.split("/")):
            if "<" in word:
                found.append(BESIDE[found[-1]] if "<" in before else KINDS[before])
        # What a city in its second year has more than others: its pages as they are then, its reviews of two years.
        instead = {"project": "any project"} if found == ["project"] else {}
        instead = {"project": "reviewed project"} if "review year" in found else instead
        return [instead.get(kind, kind) for kind in found]

    def _filled(self, values: list[Any]) -> str:
        left = iter(values)
        words = [HOLE.sub(lambda _hole: quote(str(next(left)), safe=""), word) for word in self.pattern.split("/")]
        return "/" + "/".join(words)


def routes(resolver: URLResolver | None = None, namespace: str = "", before: str = "") -> Iterator[Route]:
    """Every route, those of libraries included."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            name = f"{namespace}{pattern.name}"
            yield Route(name, f"{before}{pattern.pattern}", access_of(pattern.callback, name))
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern, inner, f"{before}{pattern.pattern}")
