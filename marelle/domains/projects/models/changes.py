"""What is decided of a site for a day to come."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marelle.domains.territories.models import Site
from marelle.kernel.access import EVERYBODY, DataClass, Kept, Perimeter, Purpose
from marelle.kernel.states import State

from ..rules.changes import change_words
from ..states.changes import CHANGE, KINDS, SLOTS, TO_COME

READ = "projects.read"


class ChangeToCome(models.Model):
    """One change decided for a day to come: a split, a merger, another name, another ground, with all its choices
    (`told`, as the order takes them). Carried out that day, or held up until somebody settles what stands in its way.

    `refusal`: why it would be refused if it were carried out now, as far as is known; empty: nothing stands in its way.
    """

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(
        Purpose.PROGRAMME, (EVERYBODY, READ), _("qui décide ou annule un changement de cité pour un jour à venir")
    )

    kind = models.CharField(max_length=8, choices=list(KINDS.items()))
    state = models.CharField(max_length=12, choices=CHANGE.choices, default="planned")
    on = models.DateField()
    why = models.TextField()
    told = models.JSONField()
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    tried_on = models.DateField(null=True)
    refusal = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    end_why = models.TextField(blank=True)

    class Meta:
        db_table = "projects_change"
        indexes = [models.Index(fields=["on"], condition=Q(state__in=TO_COME), name="projects_change_to_come")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="projects_change_known_kind"),
            models.CheckConstraint(condition=Q(state__in=CHANGE.codes), name="projects_change_known_state"),
            models.CheckConstraint(condition=~Q(why=""), name="projects_change_explained"),
            models.CheckConstraint(
                condition=Q(state__in=TO_COME, ended_at=None) | (~Q(state__in=TO_COME) & Q(ended_at__isnull=False)),
                name="projects_change_ends_at_an_instant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"

    @property
    def stage(self) -> State:
        return CHANGE.state(self.state)

    @property
    def sites(self) -> list[Site]:
        """The sites that it concerns, the one from which it was decided first. Price: none for one of `changes`."""
        links = getattr(self, "told_links", None)
        return [one.site for one in links or self.links.select_related("site").order_by("position")]

    @property
    def site(self) -> Site:
        """The site from which it was decided. Price: as `sites`."""
        return self.sites[0]

    @property
    def words(self) -> str:
        """What it is, in one sentence without its full stop. Price: as `sites`."""
        return change_words(self.kind, self.told, [site.name for site in self.sites])

    @property
    def is_to_come(self) -> bool:
        return self.state in TO_COME


class ChangedSite(models.Model):
    """One site that a change to come concerns, the one from which it was decided first."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, (EVERYBODY, READ))

    change = models.ForeignKey(ChangeToCome, models.PROTECT, related_name="links")
    site = models.ForeignKey("territories.Site", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    slot = models.CharField(max_length=8)
    waits = models.BooleanField(default=True)  # while its change is to come: one of each slot at most

    class Meta:
        db_table = "projects_changed_site"
        constraints = [
            models.UniqueConstraint(fields=["change", "site"], name="projects_changed_site_once"),
            models.UniqueConstraint(
                fields=["site", "slot"], condition=Q(waits=True), name="projects_changed_site_awaits_one"
            ),
            models.CheckConstraint(
                condition=Q(slot__in=sorted(set(SLOTS.values()))), name="projects_changed_site_known_slot"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.slot}"

    def perimeters(self) -> frozenset[Perimeter]:
        return self.site.perimeters()
