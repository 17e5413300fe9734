"""Tests: a database cluster of their own, fast password hashes, plain static files, strict templates."""

import os
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[3]
_OTHER = os.environ.get("MARELLE_PG_BINDIR", "")
_NAME = f"test-{Path(_OTHER).parent.name}" if _OTHER else "test"
os.environ["MARELLE_HOME"] = os.environ.get("MARELLE_TEST_HOME") or str(_ROOT / "var" / _NAME)
os.environ["MARELLE_DB_ROLE"] = "owner"  # each test then takes the runtime role, see marelle.kernel.testing
os.environ["MARELLE_PG_FAST"] = "1"

from .demo import *  # noqa: E402, F403
from .demo import TEMPLATES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "!!undefined:%s!!"  # a test looks for this mark
