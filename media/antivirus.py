"""Ask clamd about a file, over its socket: the protocol of `INSTREAM`, and nothing else of it."""

import re
import select
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

CHUNK = 64 * 1024
TIMEOUT_SECONDS = 60
# Once it has it all, it opens archives inside of archives.
ANSWER_SECONDS = 600
MOST_ANSWER = 4096
_ADDRESS = re.compile(r"(?:tcp://)?(\[[0-9a-fA-F:]+\]|[^\[\]:/]+):([0-9]{1,5})")


class AntivirusUnavailable(Exception):
    """clamd did not answer, or not as it should: nothing is known of the file."""


class FileInfected(Exception):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class FileTooLargeToScan(Exception):
    """The file is longer than clamd's `StreamMaxLength`."""


def scan(stream: BinaryIO, address: str) -> None:
    """Return when clamd finds nothing in `stream`, which is read from where it stands.

    `address` is ``unix:/run/clamav/clamd.ctl``, ``tcp://host:3310`` or ``host:3310``.
    """
    with _connected(address) as peer:
        # It hangs up as soon as it has seen too much; what it said of it can still be read.
        with suppress(BrokenPipeError, ConnectionResetError):
            _send(peer, stream)
        peer.settimeout(ANSWER_SECONDS)
        answer = _answer(peer)
    _judge(answer)


def _send(peer: socket.socket, stream: BinaryIO) -> None:
    peer.sendall(b"zINSTREAM\0")
    while chunk := stream.read(CHUNK):
        if select.select([peer], [], [], 0)[0]:
            # It answers before the end: it wants no more.
            return
        peer.sendall(struct.pack("!I", len(chunk)) + chunk)
    peer.sendall(struct.pack("!I", 0))


def _judge(answer: str) -> None:
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return
    if said.endswith(" FOUND"):
        raise FileInfected(said.removesuffix(" FOUND"))
    if "size limit exceeded" in said:
        raise FileTooLargeToScan
    raise AntivirusUnavailable(f"clamd answered {said[:200]!r}")


def _answer(peer: socket.socket) -> str:
    received = b""
    while not received.endswith(b"\0") and len(received) < MOST_ANSWER:
        data = peer.recv(MOST_ANSWER)
        if not data:
            break
        received += data
    return received.rstrip(b"\0\n").decode("utf-8", "replace")


@contextmanager
def _connected(address: str) -> Iterator[socket.socket]:
    try:
        with _socket(address) as peer:
            yield peer
    except OSError as error:
        raise AntivirusUnavailable(f"{address}: {error}") from error


def _socket(address: str) -> socket.socket:
    if match := _ADDRESS.fullmatch(address):
        host, port = match[1].strip("[]"), int(match[2])
        return socket.create_connection((host, port), timeout=TIMEOUT_SECONDS)
    peer = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    peer.settimeout(TIMEOUT_SECONDS)
    try:
        peer.connect(address.removeprefix("unix:"))
    except OSError:
        peer.close()
        raise
    return peer
