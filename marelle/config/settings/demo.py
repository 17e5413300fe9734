"""The demonstration on one machine: invented data, a clock that can be moved, mail written to files."""

from .base import *  # noqa: F403

DEMONSTRATION = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys on http://localhost
