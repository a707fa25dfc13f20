"""A line that breaks: stands between two processes, passes on what they say, and cuts at times."""

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

CHUNK = 65_536
# Close without a farewell: the other side sees a reset, as of a cable.
AT_ONCE = struct.pack("ii", 1, 0)

ASKED, ANSWERED = "asked", "answered"
# What is said, and on which way: whether the line breaks here.
Breaks = Callable[[bytes, str], bool]


def never(_said: bytes, _way: str) -> bool:
    """Let the line be whole."""
    return False


class Line:
    """A loopback port that leads to a unix socket, and breaks when `breaks` says so.

    The chunk at which it breaks is lost. An answer can be lost after it was done, and a
    question before it was heard.
    """

    def __init__(self, to: Path, breaks: Breaks = never) -> None:
        self.to = to
        self.breaks = breaks
        self.cuts = 0
        self._lock = threading.Lock()
        self._held: set[socket.socket] = set()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Let nobody in any more, and end what there is."""
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        with self._lock:
            held = list(self._held)
        for side in held:
            with suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)

    def _serve(self) -> None:
        with suppress(OSError):  # the door was closed
            while True:
                near, _ = self._door.accept()
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        with near, socket.socket(socket.AF_UNIX) as far:
            try:
                far.connect(str(self.to))
            except OSError:
                return
            with self._lock:
                self._held |= {near, far}
            back = threading.Thread(target=self._pass_on, args=(far, near, ANSWERED), daemon=True)
            back.start()
            self._pass_on(near, far, ASKED)
            back.join()
            with self._lock:
                self._held -= {near, far}

    def _pass_on(self, source: socket.socket, sink: socket.socket, way: str) -> None:
        with suppress(OSError):
            while said := source.recv(CHUNK):
                with self._lock:
                    cut = self.breaks(said, way)
                    self.cuts += cut
                if cut:
                    near = sink if way == ANSWERED else source
                    near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
                    break
                sink.sendall(said)
        for side in (source, sink):
            with suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)
