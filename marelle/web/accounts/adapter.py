"""How the log-in library is made to follow the house: no sign-up, mail through the outbox, log-ins in the audit log."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.accounts.models import Person
from marelle.domains.accounts.services import close_sessions
from marelle.kernel import audit, mail
from marelle.kernel.access import Viewer


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Log-in, log-out and passwords."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy(
            "Cette adresse et ce mot de passe ne vont pas ensemble. "
            "Vérifiez-les, ou choisissez un nouveau mot de passe."
        ),
        "too_many_login_attempts": gettext_lazy("Trop d’essais pour cette adresse. Réessayez dans cinq minutes."),
        "incorrect_password": gettext_lazy("Ce n’est pas votre mot de passe. Vérifiez les majuscules."),
        "enter_current_password": gettext_lazy("Écrivez votre mot de passe actuel."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        try:
            return str(super().get_client_ip(request))
        except PermissionDenied:  # behind a local socket there is no address: all such clients share one limit
            return "127.0.0.1"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Leaves a message in the outbox, in this transaction: known or unknown address, the same work is done."""
        filled = {"email": email, **context}
        subject = render_to_string(f"{template_prefix}_subject.txt", filled)
        text = render_to_string(f"{template_prefix}_message.txt", filled)
        key = f"{template_prefix}:{secrets.token_hex(12)}"
        mail.post(to=email, subject=subject.strip(), text=f"{text.strip()}\n", key=key)

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        audit.record(Viewer(user.pk, user.full_name), "accounts.log_in", user)
        return response

    def set_password(self, user: Person, password: str) -> None:
        """A new password closes every session but the one in which it is chosen."""
        super().set_password(user, password)
        close_sessions(user, but=self.request.session.session_key if self.request else None)
        audit.record(Viewer(user.pk, user.full_name), "accounts.change_password", user)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second steps: keys, codes of an application, recovery codes. Secrets are encrypted in the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("Ce code n’est pas le bon. Attendez le suivant et réessayez."),
    }

    def get_totp_issuer(self) -> str:
        return "Marelle"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Marelle"}

    def generate_authenticator_name(self, user: Person, type: str) -> str:
        return _("Ma clé")

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            # Written under another secret key. Codes follow from what is answered here: an empty secret would make
            # them the same for everybody, and guessable; one that nobody knows makes none of them right.
            return str(generate_totp_secret())


def _cipher() -> Fernet:
    """Keyed by the installation's secret, which is neither in the database nor in its backups."""
    digest = hashlib.sha256(b"marelle.accounts.second-step:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
