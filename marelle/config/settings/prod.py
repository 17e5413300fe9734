"""Production: behind HTTPS, secrets from the environment."""

from .base import *  # noqa: F403

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
# A browser takes a cookie of such a name from this very site only, over HTTPS only.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-marelle", "__Host-csrf"
LANGUAGE_COOKIE_NAME, THEME_COOKIE_NAME, MESSAGES_COOKIE_NAME = "__Host-language", "__Host-theme", "__Host-messages"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
