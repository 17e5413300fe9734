from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "marelle.web"
    label = "web"

    def ready(self) -> None:
        """Says what the tables of the log-in library keep."""
        from marelle.kernel.access import ONESELF, PROGRAMS, DataClass, Kept, Purpose, declare_tables

        keys = _("les clés d’accès et les codes de connexion, leurs secrets chiffrés")
        device = _("les appareils connectés : adresse IP, navigateur, dernière visite")
        unused = Kept(Purpose.SECURITY, (PROGRAMS,))
        declare_tables(
            {
                "mfa_authenticator": (DataClass.C2, Kept(Purpose.SECURITY, (ONESELF,), keys)),
                "usersessions_usersession": (
                    DataClass.C2,
                    Kept(Purpose.SECURITY, (ONESELF,), device, until=_("douze heures")),
                ),
                "account_emailaddress": (DataClass.C2, unused),
                "account_emailconfirmation": (DataClass.C2, unused),
            }
        )
