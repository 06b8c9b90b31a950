"""The HTTP server of a process: one thread, on a port that no other rank of the machine has."""

from __future__ import annotations

import os
from weakref import WeakSet

from prometheus_client import CollectorRegistry, start_http_server


class MetricsServer:
    """Serves a registry until it is closed, or until the process forks: a child has none of it."""

    def __init__(
        self, registry: CollectorRegistry, *, base_port: int, local_rank: int = 0, addr: str
    ) -> None:
        # 0 stands for any free port, which needs no rank.
        port = base_port + local_rank if base_port else 0
        try:
            self._server, self._thread = start_http_server(port, addr=addr, registry=registry)
        except OSError as error:
            raise OSError(
                error.errno,
                f"metrics port {port} (base port {base_port} + local rank {local_rank}): "
                f"{error.strerror}; another run on this machine needs another base port, and a "
                "launcher that sets no local rank gives every rank the same",
            ) from error
        self.port: int = self._server.server_port
        self._process = os.getpid()
        _servers.add(self)

    @property
    def ours(self) -> bool:
        """Whether this process runs it, and not one that this was forked from."""
        return os.getpid() == self._process

    def close(self) -> None:
        """Ends the server and frees the port."""
        if not self.ours:
            return
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def forked(self) -> None:
        """In a child: lets go of the socket, or the port would stay taken for as long as the child
        lives.
        """
        self._server.socket.close()


_servers: WeakSet[MetricsServer] = WeakSet()


def _after_fork() -> None:
    for server in list(_servers):
        server.forked()
    _servers.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
