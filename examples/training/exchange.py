"""Averages gradients between ranks through rank 0, as an all-reduce with one root would."""

from __future__ import annotations

import struct
import time
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from typing import Protocol

import numpy as np

from .network import Floats

CONNECT_TIMEOUT_SECONDS = 60.0
RETRY_SECONDS = 0.1


class PeerLostError(Exception):
    """Another rank ended or went away."""


class Exchange(Protocol):
    """One rank's end of the exchange."""

    def average(self, values: Floats) -> Floats:
        """The element-wise mean over all ranks; blocks until every rank has given its values.

        Raises PeerLostError.
        """

    def broadcast(self, value: float) -> float:
        """Rank 0's value, on every rank. Raises PeerLostError."""

    def close(self) -> None:
        """Leaves the run."""


class Alone:
    """The exchange of a run with one rank."""

    def average(self, values: Floats) -> Floats:
        return values

    def broadcast(self, value: float) -> float:
        return value

    def close(self) -> None:
        pass


class Root:
    """Rank 0: collects from all, answers all."""

    def __init__(self, address: tuple[str, int], world_size: int, run_id: str) -> None:
        self._peers: dict[int, Connection] = {}
        with Listener(address, backlog=world_size, authkey=_key(run_id)) as listener:
            while len(self._peers) < world_size - 1:
                # A stray connection (another run's rank, a port scan) is refused, not fatal.
                try:
                    peer = listener.accept()
                    rank, size = struct.unpack("!ii", peer.recv_bytes(8))
                except (EOFError, OSError, struct.error, AuthenticationError):
                    continue
                if size != world_size or not 0 < rank < world_size or rank in self._peers:
                    peer.close()
                    continue
                self._peers[rank] = peer

    def average(self, values: Floats) -> Floats:
        total = values.astype(np.float32, copy=True)
        for rank in sorted(self._peers):
            total += np.frombuffer(self._receive(rank), np.float32)
        total /= np.float32(len(self._peers) + 1)
        self._send(total.tobytes())
        return total

    def broadcast(self, value: float) -> float:
        self._send(struct.pack("!d", value))
        return value

    def close(self) -> None:
        for peer in self._peers.values():
            peer.close()

    def _receive(self, rank: int) -> bytes:
        try:
            return self._peers[rank].recv_bytes()
        except (EOFError, OSError) as error:
            raise PeerLostError(f"rank {rank} left the run") from error

    def _send(self, message: bytes) -> None:
        for rank, peer in self._peers.items():
            try:
                peer.send_bytes(message)
            except OSError as error:
                raise PeerLostError(f"rank {rank} left the run") from error


class Member:
    """Any other rank: gives to rank 0, takes the answer."""

    def __init__(self, address: tuple[str, int], rank: int, world_size: int, run_id: str) -> None:
        self._root = _connect(address, run_id)
        self._root.send_bytes(struct.pack("!ii", rank, world_size))

    def average(self, values: Floats) -> Floats:
        try:
            self._root.send_bytes(values.astype(np.float32).tobytes())
        except OSError as error:
            raise PeerLostError("rank 0 left the run") from error
        return np.frombuffer(self._receive(), np.float32)

    def broadcast(self, value: float) -> float:
        (received,) = struct.unpack("!d", self._receive())
        return float(received)

    def close(self) -> None:
        self._root.close()

    def _receive(self) -> bytes:
        try:
            return self._root.recv_bytes()
        except (EOFError, OSError) as error:
            raise PeerLostError("rank 0 left the run") from error


def join(address: tuple[str, int], rank: int, world_size: int, run_id: str) -> Exchange:
    """Meets the other ranks; blocks until all are there.

    Raises PeerLostError when rank 0 does not listen within a minute, OSError when it cannot.
    """
    if world_size == 1:
        return Alone()
    if rank == 0:
        return Root(address, world_size, run_id)
    return Member(address, rank, world_size, run_id)


def _connect(address: tuple[str, int], run_id: str) -> Connection:
    deadline = time.monotonic() + CONNECT_TIMEOUT_SECONDS
    while True:
        try:
            return Client(address, authkey=_key(run_id))
        except (OSError, EOFError, AuthenticationError) as error:
            if time.monotonic() > deadline:
                raise PeerLostError(
                    f"rank 0 does not answer at {address[0]}:{address[1]}"
                ) from error
            time.sleep(RETRY_SECONDS)


def _key(run_id: str) -> bytes:
    """Keeps the ranks of two runs apart that were given one port; no secret."""
    return f"mlwatch:{run_id}".encode()
