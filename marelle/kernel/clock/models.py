from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Func, Q

from marelle.kernel.access import DataClass


class MarelleNow(Func):
    """The one clock, as a database default."""

    function = "marelle_now"
    template = "%(function)s()"
    arity = 0
    output_field = models.DateTimeField()


class Installation(models.Model):
    """The one row that says what this installation is: real, or a demonstration whose clock may be moved."""

    data_class: ClassVar = DataClass.C0
    # The runtime role may move the clock; only the owner may turn an installation into a demonstration.
    only_columns_updated: ClassVar = ("clock_offset",)

    singleton = models.BooleanField(primary_key=True, default=True)
    is_demonstration = models.BooleanField(default=False)
    clock_offset = models.DurationField(default=timedelta)

    class Meta:
        db_table = "kernel_installation"
        constraints = [
            models.CheckConstraint(condition=Q(singleton=True), name="kernel_installation_only_one"),
            models.CheckConstraint(
                condition=Q(is_demonstration=True) | Q(clock_offset=timedelta()),
                name="kernel_clock_moves_in_demonstration_only",
            ),
        ]
