from marelle.kernel.audit.models import AuditEntry, AuditPending, AuditSeal
from marelle.kernel.clock.models import Installation
from marelle.kernel.dossiers.models import Dossier, DossierVersion, Voice
from marelle.kernel.files.models import StoredFile
from marelle.kernel.mail.models import OutgoingMail
from marelle.kernel.questionnaires.models import AnswerChange, AnswerSheet, Questionnaire

__all__ = [
    "AnswerChange",
    "AnswerSheet",
    "AuditEntry",
    "AuditPending",
    "AuditSeal",
    "Dossier",
    "DossierVersion",
    "Installation",
    "OutgoingMail",
    "Questionnaire",
    "StoredFile",
    "Voice",
]
