from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import PROGRAMS, DataClass, Kept, Purpose, RowPolicy
from marelle.kernel.clock.models import MarelleNow

POSTMAN = "current_setting('app.duty', true) = 'postman'"


class OutgoingMail(models.Model):
    """One message that somebody must receive once: written with the gesture that causes it, sent by the worker."""

    data_class: ClassVar = DataClass.C5
    kept: ClassVar = Kept(
        Purpose.PROGRAMME,
        (PROGRAMS,),
        _("l’adresse et le texte de chaque courriel, messages de contact compris"),
        until=_("24 mois après l’envoi"),
    )
    row_policy: ClassVar = RowPolicy(select=POSTMAN, insert="true", update=POSTMAN)

    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    written_at = models.DateTimeField(db_default=MarelleNow())
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "kernel_outgoing_mail"
        indexes = [
            models.Index(fields=["id"], name="kernel_mail_unsent", condition=models.Q(sent_at=None)),
        ]
