"""What a page says once, after a gesture: kept in a signed cookie of this installation until it is shown."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class OwnCookie(CookieStorage):
    @property
    def cookie_name(self) -> str:  # type: ignore[override]
        return str(settings.MESSAGES_COOKIE_NAME)


class Messages(FallbackStorage):
    """The cookie; what is too long for it goes to the session."""

    storage_classes = (OwnCookie, SessionStorage)
