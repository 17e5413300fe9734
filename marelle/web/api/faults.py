"""What is wrong with a request, in sentences: one for each parameter at fault, in the language of whoever asks; what a
refusal and a clash of two writers tell a program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires import Fault
from marelle.kernel.questionnaires.services import AnswersClash

WHOLE = gettext_lazy("un nombre entier est attendu")
NUMBER = gettext_lazy("un nombre est attendu")
INSTANT = gettext_lazy("un instant avec son fuseau est attendu, comme 2019-12-31T17:00:00+01:00")
DAY = gettext_lazy("un jour est attendu, comme 2019-12-31")
FIELDS = gettext_lazy("un objet JSON est attendu")

# By the library's own word for a fault; what starts alike has the same sentence.
SENTENCES: tuple[tuple[str, str | Promise], ...] = (
    ("missing", gettext_lazy("cette valeur est attendue")),
    ("string_too_long", gettext_lazy("{max_length} caractères au plus")),
    ("string_too_short", gettext_lazy("{min_length} caractères au moins")),
    ("string_pattern_mismatch", gettext_lazy("cette écriture ne convient pas ; elle suit {pattern}")),
    ("string", gettext_lazy("un texte est attendu")),
    ("int", WHOLE),
    ("decimal", NUMBER),
    ("float", NUMBER),
    ("finite", NUMBER),
    ("bool", gettext_lazy("true ou false est attendu")),
    ("datetime", INSTANT),
    ("timezone", INSTANT),
    ("date", DAY),
    ("literal_error", gettext_lazy("une de ces valeurs est attendue : {expected}")),
    ("list", gettext_lazy("une liste est attendue")),
    ("dict", FIELDS),
    ("model", FIELDS),
    ("mapping", FIELDS),
    ("too_long", gettext_lazy("{max_length} au plus")),
    ("too_short", gettext_lazy("{min_length} au moins")),
    ("greater_than_equal", gettext_lazy("{ge} au moins")),
    ("greater_than", gettext_lazy("plus grand que {gt}")),
    ("less_than_equal", gettext_lazy("{le} au plus")),
    ("less_than", gettext_lazy("plus petit que {lt}")),
)
OTHERWISE = gettext_lazy("cette valeur ne convient pas")


def sentence_of(faults: Sequence[Mapping[str, Any]]) -> str:
    """« edition : un nombre entier est attendu ; kind : cette valeur est attendue »."""
    return _(" ; ").join(
        _("{parameter} : {fault}").format(parameter=_where(fault["loc"]), fault=_why(fault)) for fault in faults
    )


def _where(place: Sequence[Any]) -> str:
    """As the sender wrote it: what stands in the body is not called by the name that our own function gives it."""
    written = place[2:] if place[0] == "body" else place[1:]
    return ".".join(map(str, written)) or _("corps de la demande")


def _why(fault: Mapping[str, Any]) -> str:
    told = next((told for start, told in SENTENCES if fault["type"].startswith(start)), OTHERWISE)
    try:
        return str(told).format(**fault.get("ctx", {}))
    except KeyError:
        return str(OTHERWISE)


def refusal_shape(refusal: Refused) -> dict[str, Any]:
    """A refusal; one about answers says where each thing to mend is."""
    faults = [one for one in getattr(refusal, "faults", ()) if isinstance(one, Fault)]
    told: dict[str, Any] = {"code": refusal.code, "detail": str(refusal)}
    return told | ({"faults": faults_shape(faults)} if faults else {})


def faults_shape(faults: Sequence[Fault]) -> list[dict[str, str]]:
    """What is to be mended, answer by answer."""
    return [{"field": one.field, "path": one.path, "sentence": one.sentence} for one in faults]


def clash_shape(clash: AnswersClash) -> dict[str, Any]:
    """Answers that two people changed: what stood before, what stands now, what was sent."""
    both = [{"field": one.field, "before": one.before, "theirs": one.theirs, "mine": one.mine} for one in clash.clashes]
    return {"code": clash.code, "detail": str(clash), "revision": clash.revision, "clashes": both}
