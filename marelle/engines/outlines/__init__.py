"""Points in outlines: which quarters hold an address, holes and borders exact.

    index = Index.build(from_geojson(text, code="code_qp").outlines)
    located = index.locate(longitudes, latitudes)   # a million points: `Located`, compressed arrays
    spot = index.at(2.3522, 48.8566)                # one point: what holds it, or the nearest and how far

Promises: the answer is that of exact arithmetic on the doubles given, at more than 3 million points a second on one
core with NumPy alone (`benchmarks/outlines.py`). A point on a border, of a hole too, belongs to the outline, and the
answer says so (`Place.BORDER`); where outlines overlap, all that hold the point are told, the smallest first.

Refuses to know: what an outline means, where it came from, which vintage holds; addresses (it takes coordinates); the
antimeridian, the poles as ordinary places, geodesics: an edge is straight in degrees.
"""

from .drawing import Frame, path
from .geojson import Features, NotGeoJson, from_geojson, from_geometry, to_geojson
from .index import Index, Located, Place, Spot
from .measures import area, centroid, label_point
from .nearest import Near
from .outline import Fault, Outline, OutlineRefused
from .overlap import overlap
from .packing import from_bytes, to_bytes
from .simplifying import simplified

__all__ = [
    "Fault",
    "Features",
    "Frame",
    "Index",
    "Located",
    "Near",
    "NotGeoJson",
    "Outline",
    "OutlineRefused",
    "Place",
    "Spot",
    "area",
    "centroid",
    "from_bytes",
    "from_geojson",
    "from_geometry",
    "label_point",
    "overlap",
    "path",
    "simplified",
    "to_bytes",
    "to_geojson",
]
