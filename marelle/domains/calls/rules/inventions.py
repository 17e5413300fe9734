"""What invented files demand. Pure."""

from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused


class InventedFilesOnly(Refused):
    """No real call, and no real place, is ever given an invented file, opinion or mark."""

    code = "calls.invented_files_only"
    sentence = _(
        "Des candidatures inventées n’entrent que dans l’appel inventé d’une démonstration, pour des sites inventés, "
        "et par programme."
    )
    status = 403
