from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from marelle.kernel.access import NATIONAL, DataClass, Perimeter
from marelle.kernel.states import State

from ..states.calls import CALL, KINDS


class Call(models.Model):
    """One call of the State to territories: its calendar, its rules, the way it gives labels, where these were read.

    Its migrations add in SQL: a trial stays one; once opened, terms are frozen and the closing never comes nearer.
    """

    data_class: ClassVar = DataClass.C0

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=160)
    edition = models.PositiveSmallIntegerField()  # the year that names its wave
    kind = models.CharField(max_length=20, choices=list(KINDS.items()))
    state = models.CharField(max_length=20, choices=CALL.choices, default="draft")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True)  # null: files may be sent any day
    opinions_by = models.DateField(null=True)  # the last day of the préfet and of the rector
    decision_by = models.DateField(null=True)  # the day by which the list is promised
    decided_on = models.DateField(null=True)
    finalise_by = models.DateField(null=True)  # the last day to finalise a labelled project
    about = models.TextField(blank=True)  # what the call is for, in the words of its public page
    decided_by = models.CharField(max_length=200, blank=True)  # who signs the list
    # The versions chosen before it opens: who may apply, what is asked, how the list is made (`rules.selection`).
    rule_set = models.ForeignKey("territories.RuleSet", models.PROTECT, null=True, related_name="+")
    eligibility_blocks = models.BooleanField(default=False)  # a perimeter that fails them is not filed
    form = models.ForeignKey("kernel.Questionnaire", models.PROTECT, null=True, related_name="+")
    selection_rules = models.JSONField(default=dict)
    regional_opinion = models.BooleanField(default=False)  # a third opinion, of the region, is asked
    readers = models.PositiveSmallIntegerField(default=2)  # how many reviewers mark each file
    # The days on which the clock chases late opinions, counted from `opinions_by`: -7 is a week before.
    chase_on = ArrayField(models.SmallIntegerField(), default=list)
    # From this gap between two marks of one criterion on, a further reader is asked; null: never.
    spread_alert = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    source = models.ForeignKey("territories.Source", models.PROTECT, null=True, related_name="+")
    invented = models.BooleanField(default=False)
    # A rehearsal with its own files: never public, never counted, never real.
    is_trial = models.BooleanField(default=False)
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="copies")

    class Meta:
        db_table = "calls_call"
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(slug=""), name="calls_call_has_a_name"),
            models.CheckConstraint(condition=Q(edition__range=(2013, 2100)), name="calls_call_plausible_edition"),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="calls_call_known_kind"),
            models.CheckConstraint(condition=Q(state__in=CALL.codes), name="calls_call_known_state"),
            models.CheckConstraint(
                condition=Q(kind="rolling") | Q(closes_at__isnull=False), name="calls_call_has_a_deadline"
            ),
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(closes_at__gt=F("opens_at")), name="calls_call_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(state="decided", decided_on__isnull=False) | (~Q(state="decided") & Q(decided_on=None)),
                name="calls_call_decided_on_a_day",
            ),
            models.CheckConstraint(condition=Q(readers__range=(1, 9)), name="calls_call_readers"),
            models.CheckConstraint(
                condition=Q(spread_alert=None) | Q(spread_alert__gt=0), name="calls_call_spread_alert"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def stage(self) -> State:
        return CALL.state(self.state)

    def perimeters(self) -> frozenset[Perimeter]:
        return frozenset({NATIONAL})
