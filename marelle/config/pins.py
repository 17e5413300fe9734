"""The locked versions, read from a requirements file."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)\s*(?:;\s*([^\\]+))?")


def locked(path: Path) -> Iterator[tuple[str, str]]:
    """The name and version of each pin that is meant for this machine."""
    for line in path.read_text().splitlines():
        found = _PIN.match(line)
        if found and _applies(found[3]):
            yield found[1], found[2]


def _applies(marker: str | None) -> bool:
    """Whether a marker holds here; the lock uses few of them, and only these words."""
    if not marker:
        return True
    if "sys_platform == 'win32'" in marker or "platform_system == 'Windows'" in marker:
        return False
    version = re.search(r"python_full_version\s*(<|>=)\s*'(\d+)\.(\d+)", marker)
    if version is None:
        return True
    asked = (int(version[2]), int(version[3]))
    return sys.version_info[:2] < asked if version[1] == "<" else sys.version_info[:2] >= asked
