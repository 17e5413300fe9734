"""Outlines as bytes, for a database: exact, about a quarter of WKB when coordinates have few decimals.

Coordinates that are decimal numbers of at most seven digits after the point are whole numbers of that unit: the first
point of each ring is kept, then the steps from point to point, as narrow as they fit. Any others are kept as doubles.
Little-endian throughout: magic, CRC-32 of the rest, decimals (255: doubles), bytes a step, code, counts, points.
"""

import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .exact import Floats
from .outline import Outline

MAGIC = b"MO1\n"
HEAD = struct.Struct("<BBHI")  # decimals, bytes a step, bytes of the code, polygons
MOST_DECIMALS, DOUBLES = 7, 255
STEPS = (1, 2, 4, 8)


def to_bytes(outline: Outline) -> bytes:
    """The outline in full: `from_bytes` gives back the same doubles."""
    code = outline.code.encode()
    rings = [ring[:-1] for ring in outline.rings]  # the closing point is the first
    counts = [len(rings) for rings in outline.polygons] + [len(ring) for ring in rings]
    decimals, width, points = _packed(rings)
    head = HEAD.pack(decimals, width, len(code), len(outline.polygons))
    body = head + code + np.array(counts, dtype="<u4").tobytes() + points
    return MAGIC + struct.pack("<I", zlib.crc32(body)) + body


def from_bytes(data: bytes) -> Outline:
    """What `to_bytes` kept. Raises `ValueError` on anything else, damaged bytes included."""
    body = data[8:]
    if data[:4] != MAGIC or len(data) < 8 + HEAD.size or struct.unpack("<I", data[4:8])[0] != zlib.crc32(body):
        raise ValueError("these bytes are not an outline, or are damaged")
    decimals, width, length, polygons = HEAD.unpack_from(body)
    at = HEAD.size + length
    code = body[HEAD.size : at].decode()
    rings_of = _numbers(body, "<u4", polygons, at)
    sizes = _numbers(body, "<u4", int(rings_of.sum()), at + 4 * polygons)
    at += 4 * (polygons + len(sizes))
    points = _unpacked(body, at, decimals, width, sizes)
    rings = [_closed(ring) for ring in np.split(points, np.cumsum(sizes)[:-1])]
    ends = np.cumsum(rings_of).tolist()
    return Outline(code, tuple(tuple(rings[end - n : end]) for end, n in zip(ends, rings_of.tolist(), strict=True)))


def _packed(rings: list[Floats]) -> tuple[int, int, bytes]:
    """Decimals, bytes a step, and the points."""
    points = np.concatenate(rings)
    for decimals in range(MOST_DECIMALS + 1):
        whole = np.rint(points * 10.0**decimals)
        if (whole / 10.0**decimals == points).all():
            break
    else:
        return DOUBLES, 8, points.astype("<f8").tobytes()
    numbers = [np.rint(ring * 10.0**decimals).astype(np.int64) for ring in rings]
    steps = np.concatenate([np.diff(ring, axis=0) for ring in numbers])
    longest = int(np.abs(steps).max())
    width = next(width for width in STEPS if longest < 1 << (8 * width - 1))
    firsts = np.stack([ring[0] for ring in numbers])
    return decimals, width, firsts.astype("<i4").tobytes() + steps.astype(f"<i{width}").tobytes()


def _unpacked(body: bytes, at: int, decimals: int, width: int, sizes: NDArray[Any]) -> Floats:
    total = int(sizes.sum())
    if decimals == DOUBLES:
        return np.asarray(_numbers(body, "<f8", 2 * total, at).reshape(-1, 2), dtype=np.float64)
    firsts = _numbers(body, "<i4", 2 * len(sizes), at).reshape(-1, 2)
    steps = _numbers(body, f"<i{width}", 2 * (total - len(sizes)), at + 8 * len(sizes)).reshape(-1, 2)
    whole = np.empty((total, 2), dtype=np.int64)
    begins = np.zeros(total, dtype=bool)
    begins[np.cumsum(sizes) - sizes] = True
    whole[begins], whole[~begins] = firsts, steps
    # A running sum over all rings, less what the rings before had reached.
    reached = np.cumsum(whole, axis=0)
    before = reached[begins] - firsts
    return np.asarray((reached - np.repeat(before, sizes, axis=0)) / 10.0**decimals)


def _numbers(body: bytes, kind: Any, count: int, at: int) -> NDArray[Any]:
    return np.frombuffer(body, dtype=kind, count=count, offset=at)


def _closed(points: Floats) -> Floats:
    ring = np.concatenate((points, points[:1]))
    ring.setflags(write=False)
    return ring
