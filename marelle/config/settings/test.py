"""Tests: a database cluster of their own, fast password hashes, plain static files, strict templates."""

from .demo import *  # noqa: F403
from .demo import TEMPLATES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "!!undefined:%s!!"  # a test looks for this mark
