from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from marelle.kernel.access import DataClass


class SearchEntry(models.Model):
    """One public place as the search box finds it. Written by the database alone, from the rows of the places.

    Its migration adds in SQL: triggers on communes, groupings, quarters, schools and sites keep it exact.
    """

    data_class: ClassVar = DataClass.C0

    kind = models.CharField(max_length=8)  # commune, epci, quarter, school, site
    code = models.CharField(max_length=80)
    name = models.CharField(max_length=150)
    detail = models.CharField(max_length=200)  # what tells homonyms apart: the commune, the département
    same = models.TextField()  # the name alone, as it is compared
    plain = models.TextField()  # the name, the detail and the code, as they are compared
    weight = models.PositiveIntegerField(default=0)  # the larger first
    invented = models.BooleanField(default=False)

    class Meta:
        indexes = [
            GinIndex(fields=["plain"], name="territories_search_plain", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["same"], name="territories_search_same"),
            models.Index(fields=["-weight"], name="territories_search_weight"),
            # Schools hold the common words, by tens of thousands; the other places are few to hold one of them.
            models.Index(fields=["-weight"], condition=Q(kind="school"), name="territories_search_schools"),
            GinIndex(
                fields=["plain"],
                condition=~Q(kind="school"),
                name="territories_search_places",
                opclasses=["gin_trgm_ops"],
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="territories_search_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
