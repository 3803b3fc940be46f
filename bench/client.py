"""A client that costs little: raw sockets, kept open, one thread each; several times cheaper than what it measures."""

import itertools
import socket
import threading
import time
from dataclasses import dataclass

PATIENCE = 60  # seconds


@dataclass
class Answer:
    kind: str
    seconds: float
    status: int
    path: str


class Connection:
    """HTTP/1.1 with keep-alive; connects again when the server has closed."""

    def __init__(self, port):
        self.port, self.socket = port, None

    def get(self, path) -> tuple[int, bytes]:
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
        try:
            return self._ask(request)
        except (ConnectionError, IndexError):
            self.socket = None
            return self._ask(request)

    def _ask(self, request):
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request)
        head, _, body = self._until(b"\r\n\r\n")
        fields = head.lower()
        if b"transfer-encoding: chunked" in fields:
            body = self._chunked(body)
        else:
            body = self._rest(body, int(fields.split(b"content-length:")[1].split(b"\r\n")[0]))
        if b"connection: close" in fields:
            self.socket.close()
            self.socket = None
        return int(head[9:12]), body

    def _until(self, mark):
        data = b""
        while mark not in data:
            data += self._more()
        return data.partition(mark)

    def _rest(self, body, length):
        parts, left = [body], length - len(body)
        while left > 0:
            parts.append(self._more())
            left -= len(parts[-1])
        return b"".join(parts)

    def _chunked(self, data):
        parts = []
        while True:
            while b"\r\n" not in data:
                data += self._more()
            size, _, data = data.partition(b"\r\n")
            length = int(size, 16)
            while len(data) < length + 2:
                data += self._more()
            if not length:
                return b"".join(parts)
            parts.append(data[:length])
            data = data[length + 2 :]

    def _more(self):
        data = self.socket.recv(262_144)
        if not data:
            raise ConnectionError("the server has closed")
        return data


def run(port, requests, clients, patience=None) -> tuple[list[Answer], float]:
    """Ask all (kind, path) pairs with so many clients; (answers, seconds in all). Stops asking after `patience`."""
    answers, turn, start = [], itertools.count(), time.perf_counter()
    threads = [
        threading.Thread(target=_ask_in_turn, args=(Connection(port), requests, turn, answers, start, patience))
        for _ in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers, time.perf_counter() - start


def _ask_in_turn(connection, requests, turn, answers, start, patience):
    while (number := next(turn)) < len(requests):
        began = time.perf_counter()
        if patience and began - start > patience:
            return
        kind, path = requests[number]
        try:
            status, _ = connection.get(path)
        except OSError:
            status, connection.socket = 0, None
        answers.append(Answer(kind, time.perf_counter() - began, status, path))
