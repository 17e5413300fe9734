"""The forms of the log-in library, in our words: a visible label for each field and no placeholder."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateWithCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext_lazy as _

from marelle.domains.accounts.rules.passwords import EightyBits


class InOurWords:
    """Takes placeholders away, then names the fields as `words` says."""

    words: dict[str, tuple[Any, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, help_text = self.words[name]
                field.help_text = help_text() if callable(help_text) else help_text


_NEW = (_("Nouveau mot de passe"), EightyBits().get_help_text)
_AGAIN = (_("Le même, encore une fois"), "")
_CODE = (_("Code à six chiffres"), _("Celui de votre application, ou l’un de vos codes de secours."))
_KEY_NAME = (_("Nom de la clé"), _("Pour la reconnaître : « Téléphone », « Clé du bureau »…"))


class Login(InOurWords, LoginForm):  # type: ignore[misc]
    words = {"login": (_("Adresse électronique"), ""), "password": (_("Mot de passe"), "")}


class ResetPassword(InOurWords, ResetPasswordForm):  # type: ignore[misc]
    words = {"email": (_("Adresse électronique"), _("Celle avec laquelle vous vous connectez."))}


class ResetPasswordKey(InOurWords, ResetPasswordKeyForm):  # type: ignore[misc]
    words = {"password1": _NEW, "password2": _AGAIN}


class ChangePassword(InOurWords, ChangePasswordForm):  # type: ignore[misc]
    words = {"oldpassword": (_("Mot de passe actuel"), ""), "password1": _NEW, "password2": _AGAIN}


class Reauthenticate(InOurWords, ReauthenticateForm):  # type: ignore[misc]
    words = {"password": (_("Mot de passe"), "")}


class Authenticate(InOurWords, AuthenticateForm):  # type: ignore[misc]
    words = {"code": _CODE}


class ReauthenticateWithCode(InOurWords, ReauthenticateWithCodeForm):  # type: ignore[misc]
    words = {"code": _CODE}


class ActivateTOTP(InOurWords, ActivateTOTPForm):  # type: ignore[misc]
    words = {"code": (_("Code à six chiffres"), _("Celui que votre application affiche maintenant."))}


class AddKey(InOurWords, AddWebAuthnForm):  # type: ignore[misc]
    words = {
        "name": _KEY_NAME,
        "passwordless": (
            _("Se connecter avec cette clé seule, sans mot de passe"),
            _("La clé demandera alors votre empreinte, votre visage ou un code."),
        ),
    }

    def clean(self) -> dict[str, Any]:
        """Refuses what is no word of a key at all like a wrong one: the library only thinks of absent parts."""
        try:
            return dict(super().clean())
        except ValueError:
            raise get_adapter().validation_error("incorrect_code") from None


class EditKey(InOurWords, EditWebAuthnForm):  # type: ignore[misc]
    words = {"name": _KEY_NAME}
