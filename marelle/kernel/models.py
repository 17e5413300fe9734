from marelle.kernel.audit.models import AuditEntry, AuditPending, AuditSeal
from marelle.kernel.clock.models import Installation
from marelle.kernel.dossiers.models import Dossier, DossierVersion, Voice
from marelle.kernel.files.models import StoredFile
from marelle.kernel.mail.models import OutgoingMail
from marelle.kernel.questionnaires.models import AnswerChange, AnswerSheet, AsideAnswer, FormDraft, Questionnaire
from marelle.kernel.tables.models import ReturnedBook

__all__ = [
    "AnswerChange",
    "AnswerSheet",
    "AsideAnswer",
    "AuditEntry",
    "AuditPending",
    "AuditSeal",
    "Dossier",
    "DossierVersion",
    "FormDraft",
    "Installation",
    "OutgoingMail",
    "Questionnaire",
    "ReturnedBook",
    "StoredFile",
    "Voice",
]
