"""The listening socket. The supervisor keeps it, so that a web server that dies loses no caller."""

import errno
import socket
import time

from marelle.config.sentences import Stop

PATIENCE = 9.0  # the workers of a supervisor killed a moment ago end the answers that they had in hand


def listen(host: str, port: int, program: str) -> socket.socket:
    """Opens the port; a sentence says which other command to give when it is not possible."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return _open(host, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or _answers(host, port) or time.monotonic() > end:
                raise Stop(_why(error, host, port, program)) from error
        time.sleep(0.2)


def _open(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(256)
    except BaseException:
        listener.close()
        raise
    return listener


def _answers(host: str, port: int) -> bool:
    """True when somebody else takes calls there: there is nothing to wait for."""
    try:
        with socket.create_connection((_reachable(host), port), timeout=1) as caller:
            caller.settimeout(1)
            caller.sendall(b"HEAD / HTTP/1.0\r\n\r\n")
            return bool(caller.recv(1))
    except OSError:
        return False


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 — compared, not bound


def base_url(host: str, port: int) -> str:
    """The address to open in a browser on this machine."""
    name = _reachable(host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def _why(error: OSError, host: str, port: int, program: str) -> str:
    free = port + 1 if 1024 <= port < 65535 else 8000
    other = f"make demo PORT={free}" if program == "demo" else f"marelle serve --port {free}"
    if error.errno == errno.EADDRINUSE:
        return f"Le port {port} est déjà pris par un autre programme. Choisissez-en un autre : {other}"
    if error.errno == errno.EACCES:
        return f"Le port {port} est réservé au système. Choisissez un port au-dessus de 1024 : {other}"
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"« {host} » n’est pas une adresse de cette machine. Choisissez-en une autre avec --host, ou aucune."
    return f"Impossible d’écouter sur {host}, port {port} ({error.strerror}). Choisissez une autre adresse avec --host."
