"""Settings of an installation with nothing but its kernel: what the ground carries, without the house."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from marelle.config.databases import database
from marelle.config.home import home_folder, secret_key

HOME = home_folder()
SECRET_KEY = secret_key(HOME)
DEMONSTRATION = True
PROCRASTINATE_IMPORT_PATHS = ["marelle.config.tests.little_play"]
DEMONSTRATION_MODULE = "marelle.config.tests.little_play"
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = [
    "marelle.kernel",
    "procrastinate.contrib.django",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
]
DATABASES = {"default": database(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = __name__
WSGI_APPLICATION = "marelle.config.wsgi.application"
USE_TZ = True
TIME_ZONE = "Europe/Paris"
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
MAIL_FOLDER = HOME / "mail"
MEDIA_ROOT = HOME / "files"
DEFAULT_FROM_EMAIL = "Marelle <ne-pas-repondre@marelle.invalid>"


def answer(_request: HttpRequest) -> HttpResponse:
    """Which process answers, and whether the database does."""
    import os

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, is_demonstration FROM kernel_installation")
        role, is_demonstration = cursor.fetchone()
    return HttpResponse(f"{os.getpid()} {role} {is_demonstration}")


urlpatterns = [path("<path:anything>", lambda request, anything: answer(request)), path("", answer)]
