"""A web server of the tests' own, on loopback."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import NamedTuple


class Answer(NamedTuple):
    """What is sent for a path, `pause` seconds before its head and each third of its body."""

    body: bytes = b""
    type: str = "text/html; charset=utf-8"
    status: int = 200
    location: str = ""
    pause: float = 0


class Server(ThreadingHTTPServer):
    """Sends what stands in `answers` by path, else 404, and writes down who asked for what."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()

    def handle_error(self, *_: object) -> None:
        """Whoever asked may have gone; what is told of it would stand among another's errors."""


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.agents.add(self.headers.get("User-Agent", ""))
        answer = self.server.answers.get(self.path, Answer(status=404))
        time.sleep(answer.pause)
        self.send_response(answer.status)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in (("Content-Type", answer.type), ("Location", answer.location)):
            if value:
                self.send_header(name, value)
        self.end_headers()
        third = len(answer.body) // 3 + 1
        for start in range(0, len(answer.body), third):
            time.sleep(answer.pause)
            self.wfile.write(answer.body[start : start + third])

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@contextmanager
def serving() -> Iterator[Server]:
    """A server for as long as the block runs."""
    with Server() as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()
