from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KernelConfig(AppConfig):
    name = "marelle.kernel"
    label = "kernel"

    def ready(self) -> None:
        """Writes days as French does; says what the tables of the framework and of the queue keep."""
        from marelle.kernel import french_days
        from marelle.kernel.access import ONESELF, PROGRAMS, PUBLIC_FACTS, DataClass, Kept, Purpose, declare_tables

        french_days.install()
        session = Kept(
            Purpose.SECURITY, (ONESELF,), _("une session ouverte : qui, depuis quand"), until=_("douze heures")
        )
        counted = _("combien d’essais de connexion ou de messages, par adresse IP")
        throttling = Kept(Purpose.SECURITY, (PROGRAMS,), counted, until=_("une heure au plus"))
        work = Kept(Purpose.PROGRAMME, (PROGRAMS,), until=_("le temps du travail"))
        queue = [f"procrastinate_{name}" for name in ("jobs", "events", "periodic_defers", "workers")]
        structure = ["django_migrations", "django_content_type", "auth_permission", "auth_group"]
        structure.append("auth_group_permissions")
        declare_tables(
            {
                "django_session": (DataClass.C2, session),
                "kernel_cache": (DataClass.C2, throttling),
                **dict.fromkeys(queue, (DataClass.C1, work)),
                **dict.fromkeys(structure, (DataClass.C0, PUBLIC_FACTS)),
            }
        )
