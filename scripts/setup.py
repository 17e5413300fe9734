"""Makes `.venv` from the hashed pins, and makes it again only when they changed. Needs nothing but Python and its venv.

python3 scripts/setup.py base|dev      makes or completes it, showing progress
python3 scripts/setup.py --check base  exit code 0 when there is nothing to do
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "marelle.json"
PINS = {kind: ROOT / "requirements" / f"{kind}.txt" for kind in ("base", "dev")}


def main(arguments):
    if arguments[0] == "--check":
        return 0 if is_current(arguments[1]) else 1
    kind = arguments[0]
    try:
        with alone():
            if not is_current(kind):
                make(kind)
    except OSError as error:
        return complain(error)
    except KeyboardInterrupt:
        print("\nInterrompu. La prochaine fois reprendra l’installation.", file=sys.stderr)
        return 130
    return 0


def digest(kind):
    return hashlib.sha256(PINS[kind].read_bytes()).hexdigest()


def stamp():
    try:
        return json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}


def is_current(kind):
    """True when the environment follows the pins, in this folder, with a Python that still runs."""
    known = stamp()
    followed = known.get(kind) == digest(kind) and known.get("root") == str(ROOT)
    return followed and (VENV / "bin" / "marelle").exists() and works()


def works():
    try:
        return subprocess.run([VENV / "bin" / "python", "-c", "import pip"], capture_output=True).returncode == 0
    except OSError:
        return False


@contextmanager
def alone():
    """One installation at a time in this checkout."""
    handle = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def make(kind):
    known = stamp()
    if not works() or known.get("root", str(ROOT)) != str(ROOT):
        print(f"Création de l’environnement (Python {sys.version.split()[0]})…", flush=True)
        shutil.rmtree(VENV, ignore_errors=True)
        done = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
        if done.returncode:
            shutil.rmtree(VENV, ignore_errors=True)
            sys.exit(venv_sentence(done.stdout + done.stderr))
        known = {}
    STAMP.unlink(missing_ok=True)
    install(kind)
    write_launcher()
    kept = {name: known[name] for name in PINS if known.get(name) == digest(name)}
    stamped = {**kept, "base": digest("base"), kind: digest(kind), "root": str(ROOT)}
    STAMP.write_text(json.dumps(stamped))


def install(kind):
    """pip, from the pins alone: no dependency is looked for, no package is built."""
    total = len(re.findall(r"^[a-z0-9].*==", PINS[kind].read_text(), re.MULTILINE))
    words = ["install", "--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(PINS[kind])]
    quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    command = [str(VENV / "bin" / "python"), "-m", "pip", *words, *quiet]
    log = VENV / "install.log"
    with log.open("w") as journal:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT)
        follow(process, journal, total)
        code = process.wait()
    if code:
        sys.exit(pip_sentence(log.read_text()))


def follow(process, journal, total):
    """Tells the count of libraries as pip goes through them."""
    seen = 0
    for line in process.stdout:
        journal.write(line)
        found = re.match(r"(?:Collecting |Requirement already satisfied: |Processing \S*/)([A-Za-z0-9._]+)", line)
        if found:
            seen += 1
            tell(f"Bibliothèques : {seen}/{total}  {found[1].partition('=')[0]}", last=False)
        elif line.startswith("Installing collected"):
            tell("Bibliothèques : écriture sur le disque…", last=False)
    tell("Bibliothèques : prêtes.", last=True)


def tell(text, last):
    """One line redrawn on a terminal; in a file, one line a step."""
    if sys.stdout.isatty():
        print(f"\r\x1b[K{text}", end="\n" if last else "", flush=True)
    else:
        print(text, flush=True)


def write_launcher():
    """The command `marelle` and the path of this checkout: no build step, the code is used where it is."""
    purelib = subprocess.run(
        [VENV / "bin" / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    (Path(purelib) / "marelle.pth").write_text(f"{ROOT}\n")
    launcher = VENV / "bin" / "marelle"
    launcher.write_text(
        "#!/bin/sh\n"
        "# Finds its Python beside itself, whatever the name of the folder.\n"
        'exec "$(dirname "$(readlink -f "$0")")/python" -P -m marelle.config.cli "$@"\n'
    )
    launcher.chmod(0o755)


def install_line(packages):
    """The very line to type from this account: as root, with sudo, or where there is no sudo (a plain Debian)."""
    if os.geteuid() == 0:
        return f"apt-get update && apt-get install -y {packages}"
    if shutil.which("sudo"):
        return f"sudo apt-get update && sudo apt-get install -y {packages}"
    return f"su - -c 'apt-get update && apt-get install -y {packages}'"


def venv_sentence(said):
    version = ".".join(map(str, sys.version_info[:2]))
    if "ensurepip" in said:
        return (
            f"Il manque de quoi créer un environnement pour Python {version}. Installez-le, puis relancez :\n"
            f"    {install_line(f'python{version}-venv')}"
        )
    if "No space left" in said:
        return full_disk()
    return f"L’environnement n’a pas pu être créé : {said.strip()[-500:]}"


def full_disk():
    return f"Le disque est plein : impossible d’écrire dans {VENV}. Libérez environ 500 Mo, puis relancez."


def pip_sentence(said):
    """What went wrong while installing, and what to do."""
    if "No space left" in said:
        return full_disk()
    lines = [line for line in said.splitlines() if line.startswith("ERROR")] or said.splitlines()[-3:]
    if re.search(r"connection|resolve|timed out|ProxyError|No matching distribution|SSL", said, re.IGNORECASE):
        advice = "Vérifiez l’accès au réseau (proxy : variables http_proxy et https_proxy), puis relancez."
    elif "HASHES" in said:
        advice = "Un fichier téléchargé n’est pas celui qui était attendu : ne l’utilisez pas, et signalez-le."
    else:
        advice = f"Le détail est dans {VENV / 'install.log'}."
    return "L’installation des bibliothèques a échoué. {} {}".format(" ".join(lines)[:400], advice)


def complain(error):
    if error.errno == 28:
        print(full_disk(), file=sys.stderr)
    else:
        print(
            f"Impossible d’écrire dans {error.filename or ROOT} ({error.strerror}). "
            "Clonez Marelle dans un dossier qui vous appartient, puis relancez.",
            file=sys.stderr,
        )
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
