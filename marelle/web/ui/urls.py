"""The gallery of components, open to everybody: it shows invented data only."""

from marelle.kernel.access import PUBLIC, route

from . import gallery

urlpatterns = [
    route("", gallery.show, name="gallery", access=PUBLIC),
]
