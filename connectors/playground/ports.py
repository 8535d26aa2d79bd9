"""Loopback ports for worlds: chosen once, then kept, since an account is known by its server's address."""

from __future__ import annotations

import socket
from random import Random

HOST = "127.0.0.1"
# Below the range that systems hand out for outgoing connections, so that it is free the next time too.
_RANGE = range(20000, 30000)
_TRIES = 50


def choose_port() -> int:
    """A port that is free now and most likely stays so. Raises OSError when none was found."""
    chance = Random()
    for _ in range(_TRIES):
        port = chance.choice(_RANGE)
        try:
            listen(port).close()
        except OSError:
            continue
        return port
    raise OSError("no free port was found")


def listen(port: int) -> socket.socket:
    """A listening loopback socket (0: any port); connections wait in its backlog until it is served.

    Raises OSError when the port is taken.
    """
    # Named as TCP, so that asyncio turns Nagle's algorithm off: else every answer waits 40 ms for an ACK.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen(128)
        listening.setblocking(False)
    except OSError:
        listening.close()
        raise
    return listening
