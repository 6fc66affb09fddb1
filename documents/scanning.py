"""ClamAV over its own protocol: a file goes to the scanner in pieces (INSTREAM), an answer comes back."""

import re
import socket
import struct
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings

PIECE = 64 * 1024
CONNECT_SECONDS = 5
# The scanner unpacks archives before it answers.
ANSWER_SECONDS = 120
_FOUND = re.compile(r"stream: (\S.*) FOUND")


class ScannerAway(Exception):
    """The scanner does not answer, or answers that it cannot work now: the file waits."""


@dataclass(frozen=True)
class Verdict:
    """What the scanner says of a file: clean, or the name of what it found, or why it could not tell."""

    is_clean: bool = False
    found: str = ""
    trouble: str = ""


def scan(content):
    """Give the scanner's verdict on some bytes; `ScannerAway` when it gives none."""
    try:
        with _connect() as scanner:
            answer = _ask(scanner, content)
    except OSError as problem:
        raise ScannerAway(type(problem).__name__) from problem
    return _understand(answer)


def _connect():
    url = urlsplit(settings.CLAMD_URL)
    if url.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(CONNECT_SECONDS)
        try:
            connection.connect(unquote(url.path))
        except OSError:
            connection.close()
            raise
    else:
        connection = socket.create_connection((url.hostname, url.port or 3310), CONNECT_SECONDS)
    connection.settimeout(ANSWER_SECONDS)
    return connection


def _ask(scanner, content):
    try:
        scanner.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            scanner.sendall(struct.pack("!L", len(piece)) + piece)
        scanner.sendall(struct.pack("!L", 0))
    except (BrokenPipeError, ConnectionResetError):
        # It hangs up in the middle of a file larger than its limit, and has said so before.
        pass
    answer = b""
    while not answer.endswith(b"\0") and (piece := scanner.recv(4096)):
        answer += piece
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _understand(answer):
    if answer == "stream: OK":
        return Verdict(is_clean=True)
    if found := _FOUND.fullmatch(answer):
        return Verdict(found=found[1])
    if answer.endswith("size limit exceeded. ERROR"):
        return Verdict(trouble="larger than the scanner takes")
    raise ScannerAway(answer[:100] or "no answer")
