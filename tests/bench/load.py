"""Clients that ask as fast as they are answered, on kept connections; run as a process.

Reads a task in JSON from stdin, writes latencies in milliseconds and statuses to stdout.
"""

import json
import socket
import sys
import threading
import time
from collections import Counter
from itertools import cycle


def read_response(connection: socket.socket) -> int:
    """Return the status once the whole body is there."""
    pending = b""
    while b"\r\n\r\n" not in pending:
        piece = connection.recv(65536)
        if not piece:
            raise ConnectionError
        pending += piece
    head, _, rest = pending.partition(b"\r\n\r\n")
    status, headers = int(head[9:12]), head.lower()
    if b"transfer-encoding: chunked" in headers:
        while not rest.endswith(b"0\r\n\r\n"):
            rest += connection.recv(1 << 20)
        return status
    mark = headers.find(b"content-length:")
    length = int(headers[mark + 15 :].split(b"\r\n", 1)[0]) if mark >= 0 else 0
    while len(rest) < length:
        rest += connection.recv(1 << 20)
    return status


def client(port: int, requests: list[bytes], until: float, out: list, statuses: Counter) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in cycle(requests):
            if time.perf_counter() > until:
                return
            started = time.perf_counter()
            connection.sendall(request)
            statuses[read_response(connection)] += 1
            out.append((time.perf_counter() - started) * 1000)


def main() -> None:
    task = json.load(sys.stdin)
    requests = [request.encode("latin-1") for request in task["requests"]]
    latencies: list[float] = []
    statuses: Counter[int] = Counter()
    started = time.perf_counter()
    until = started + task["seconds"]
    clients = [
        threading.Thread(
            target=client,
            args=(task["port"], requests[n :: task["clients"]], until, latencies, statuses),
        )
        for n in range(task["clients"])
    ]
    for each in clients:
        each.start()
    for each in clients:
        each.join()
    seconds = time.perf_counter() - started
    json.dump({"seconds": seconds, "latencies": latencies, "statuses": statuses}, sys.stdout)


if __name__ == "__main__":
    main()
