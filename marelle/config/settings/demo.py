"""The demonstration on one machine: invented data, a clock that can be moved, mail written to files."""

import hashlib

from .base import *  # noqa: F403
from .base import HOME

DEMONSTRATION = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys on http://localhost

# Browsers do not tell ports apart: two demonstrations on one machine must not share their cookies.
_NAME = hashlib.sha256(bytes(HOME)).hexdigest()[:8]
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"marelle_{_NAME}", f"csrf_{_NAME}"
MESSAGES_COOKIE_NAME = f"messages_{_NAME}"
