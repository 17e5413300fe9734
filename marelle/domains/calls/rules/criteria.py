"""What a criterion demands: a weight, a scale, and a sentence for each whole mark. Pure."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused

MOST_MARKS = 41
MOST_WEIGHT = Decimal(1000)
HUNDRED = Decimal(100)


class CriterionScaleWrong(Refused):
    """From the lowest mark to the highest by equal steps, or not at all."""

    code = "calls.criterion_scale_wrong"
    sentence = _(
        "L’échelle des notes ne tombe pas juste : la plus haute doit dépasser la plus basse d’un nombre entier de pas, "
        "et il faut au plus {most} notes. Corrigez l’une des trois valeurs."
    )


class CriterionWeightWrong(Refused):
    """A criterion that weighs nothing is not one."""

    code = "calls.criterion_weight_wrong"
    sentence = _("Le poids d’un critère est un nombre plus grand que zéro, à quatre décimales au plus, {most} au plus.")


class CriterionUnnamed(Refused):
    """It is published: it has a name."""

    code = "calls.criterion_unnamed"
    sentence = _("Donnez un nom à ce critère : les communes et le jury le liront.")


class CodeTaken(Refused):
    """Another criterion, or document, of the call has this code."""

    code = "calls.code_taken"
    sentence = _("« {code} » existe déjà dans cet appel. Choisissez un autre nom court.")
    status = 409


def marks_of(lowest: Decimal, highest: Decimal, step: Decimal) -> list[Decimal]:
    """Every mark of a scale, both ends included."""
    count = int((highest - lowest) / step)
    return [lowest + step * n for n in range(count + 1)]


def anchored_marks(lowest: Decimal, highest: Decimal, step: Decimal) -> list[str]:
    """The whole marks of a scale, as they are written beside their sentence; a half mark lies between two of them."""
    return [str(int(mark)) for mark in marks_of(lowest, highest, step) if mark == int(mark)]


def check_scale(lowest: Decimal, highest: Decimal, step: Decimal) -> None:
    """Refuses a scale that is empty, endless, or does not end on its highest mark."""
    wrong = (
        any(value.adjusted() > 4 for value in (lowest, highest, step))
        or step <= 0
        or lowest < 0
        or highest <= lowest
        or (highest - lowest) % step != 0
        or (highest - lowest) / step >= MOST_MARKS
        or any(_places(value) > 2 for value in (lowest, highest, step))
    )
    if wrong:
        raise CriterionScaleWrong(field="mark_max", most=MOST_MARKS)


def check_weight(weight: Decimal) -> None:
    """Refuses a weight that is not positive, has more than four decimals, or is out of proportion."""
    if not is_weight(weight):
        raise CriterionWeightWrong(field="weight", most=MOST_WEIGHT)


def is_weight(weight: Decimal) -> bool:
    """Whether a criterion may weigh so much, in a call or in a scenario."""
    return 0 < weight <= MOST_WEIGHT and _places(weight) <= 4


def kept_anchors(anchors: Mapping[str, str], marks: Iterable[str]) -> dict[str, str]:
    """The sentences of the marks that the scale has, in its order; the others are forgotten."""
    return {mark: anchors[mark].strip() for mark in marks if anchors.get(mark, "").strip()}


def shares(weights: Iterable[Decimal]) -> list[Decimal]:
    """Each weight as a percentage of all, to one decimal, for people to read; calculation uses the weights."""
    known = list(weights)
    whole = sum(known, Decimal(0))
    return [(HUNDRED * weight / whole).quantize(Decimal("0.1")) if whole else Decimal(0) for weight in known]


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 99
