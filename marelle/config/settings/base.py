"""Settings shared by every way of running Marelle. Nothing here starts or contacts anything."""

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from marelle.config.databases import database
from marelle.config.home import home_folder, secret_key

ROOT = Path(__file__).resolve().parents[3]
HOME = home_folder()

DEBUG = False
SECRET_KEY = secret_key(HOME)
ALLOWED_HOSTS = os.environ.get("MARELLE_HOSTS", "127.0.0.1,localhost,[::1]").split(",")

INSTALLED_APPS = [
    "marelle.kernel",
    "marelle.domains.territories",
    "marelle.domains.accounts",
    "marelle.domains.calls",
    "marelle.domains.projects",
    "marelle.domains.funding",
    "marelle.domains.network",
    "marelle.domains.observatory",
    "marelle.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    # Outermost, what every answer carries, files and refusals included.
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pages; static files were compressed when they were collected
    "marelle.web.shell.middleware.ChosenLanguage",
    "marelle.web.shell.middleware.Legible",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # From here on, one transaction around the request, with its row-level-security context.
    "marelle.web.shell.middleware.OneTransaction",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "marelle.web.shell.middleware.WhoAsks",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "marelle.web.accounts.sessions.SeenNowAndThen",
    "marelle.web.shell.middleware.Refusals",
    "marelle.web.shell.middleware.RouteRights",
]

ROOT_URLCONF = "marelle.config.urls"
WSGI_APPLICATION = "marelle.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "marelle" / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "marelle.web.shell.context.shell",
            ],
            "builtins": ["marelle.web.ui.templatetags.ui"],
        },
    },
]

FORM_RENDERER = "marelle.web.ui.forms.Renderer"

DATABASES = {"default": database(HOME)}
# The address is unique whatever its capitals: a constraint on lower(email) says so, which this check cannot see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
PROCRASTINATE_IMPORT_PATHS = ["marelle.config.tasks"]  # beside the tasks of each domain, those that carry out a flow
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "marelle.domains.accounts.rules.passwords.EightyBits"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "public_home"

ACCOUNT_ADAPTER = "marelle.web.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation link, received by mail, already proves the address
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key", "reset_password": "20/m/ip,5/m/key"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_FORMS = {
    "login": "marelle.web.accounts.library_forms.Login",
    "reset_password": "marelle.web.accounts.library_forms.ResetPassword",
    "reset_password_from_key": "marelle.web.accounts.library_forms.ResetPasswordKey",
    "change_password": "marelle.web.accounts.library_forms.ChangePassword",
    "reauthenticate": "marelle.web.accounts.library_forms.Reauthenticate",
}
# How many proxies stand in front and are trusted to say who calls; 0 believes nobody.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("MARELLE_TRUSTED_PROXIES", "0"))
MFA_ADAPTER = "marelle.web.accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "marelle.web.accounts.library_forms.Authenticate",
    "reauthenticate": "marelle.web.accounts.library_forms.ReauthenticateWithCode",
    "activate_totp": "marelle.web.accounts.library_forms.ActivateTOTP",
    "add_webauthn": "marelle.web.accounts.library_forms.AddKey",
    "edit_webauthn": "marelle.web.accounts.library_forms.EditKey",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # every address was proved by the invitation that it received
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
USERSESSIONS_TRACK_ACTIVITY = True

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_NAME, THEME_COOKIE_NAME, MESSAGES_COOKIE_NAME = "language", "theme", "messages"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "marelle.web.shell.messages.Messages"
CSRF_FAILURE_VIEW = "marelle.web.shell.errors.csrf_failure"
CACHES = {
    # In the database, so that throttling holds across processes and restarts.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kernel_cache"},
}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [ROOT / "marelle" / "locale"]
FORMAT_MODULE_PATH = "marelle.locale"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS: list[Path] = []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
MEDIA_ROOT = HOME / "files"
MAIL_FOLDER = HOME / "mail"
LOG_FOLDER = HOME / "log"

# To the error output, which the supervisor keeps in `log/`: faults with their traceback, nothing of who asked for what.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"errors": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["errors"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("MARELLE_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("MARELLE_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("MARELLE_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("MARELLE_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("MARELLE_SMTP_TLS", "1") == "1"
CONTACT_EMAIL = os.environ.get("MARELLE_CONTACT_EMAIL", "contact@marelle.invalid")
# Who publishes this installation: name, address, who answers for it. Shown in the legal notice.
PUBLISHER = os.environ.get("MARELLE_PUBLISHER", "")
DEFAULT_FROM_EMAIL = os.environ.get("MARELLE_MAIL_FROM", "Marelle <ne-pas-repondre@marelle.invalid>")

# The domains by whose gestures an installation runs: with those of the kernel, what `audit.read_technical` opens.
AUDIT_TECHNICAL = ("accounts", "territories")

# True only in marelle.config.settings.demo; the database holds the same fact and has the last word.
DEMONSTRATION = False
