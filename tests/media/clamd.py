"""A clamd that speaks `INSTREAM` as its manual says, and knows one signature."""

import socket
import struct
import threading
from pathlib import Path

from tests.packages.bad import virus


class Clamd:
    """Serves one connection after the other until it is closed; `sizes` are those of the files."""

    def __init__(self, address: str | tuple[str, int], *, limit: int = 2**31) -> None:
        family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
        self.server = socket.socket(family, socket.SOCK_STREAM)
        self.server.bind(address)
        self.server.listen()
        self.limit = limit
        self.sizes: list[int] = []
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_error) -> None:
        # Closing it would not wake a thread that accepts.
        self.server.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.server.close()

    @property
    def address(self) -> str:
        name = self.server.getsockname()
        return f"unix:{name}" if isinstance(name, str) else f"tcp://{name[0]}:{name[1]}"

    def _serve(self) -> None:
        while True:
            try:
                peer, _address = self.server.accept()
            except OSError:
                return
            with peer:
                peer.sendall(self._answer(peer) + b"\0")

    def _answer(self, peer: socket.socket) -> bytes:
        if _exactly(peer, 10) != b"zINSTREAM\0":
            return b"UNKNOWN COMMAND"
        received = bytearray()
        while length := struct.unpack("!I", _exactly(peer, 4))[0]:
            received += _exactly(peer, length)
            if len(received) > self.limit:
                return b"INSTREAM size limit exceeded. ERROR"
        self.sizes.append(len(received))
        return b"stream: Eicar-Signature FOUND" if virus() in received else b"stream: OK"


def _exactly(peer: socket.socket, count: int) -> bytes:
    received = b""
    while len(received) < count:
        data = peer.recv(count - len(received))
        assert data, "The connection ended inside of a chunk."
        received += data
    return received


def at(folder: Path) -> str:
    """Return an address in `folder`, short enough for the name of a socket."""
    return str(folder / "clamd.ctl")
