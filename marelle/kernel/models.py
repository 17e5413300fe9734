from marelle.kernel.audit.models import AuditEntry, AuditPending, AuditSeal
from marelle.kernel.clock.models import Installation
from marelle.kernel.files.models import StoredFile
from marelle.kernel.mail.models import OutgoingMail

__all__ = ["AuditEntry", "AuditPending", "AuditSeal", "Installation", "OutgoingMail", "StoredFile"]
