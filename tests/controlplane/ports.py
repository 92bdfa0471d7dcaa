"""Loopback ports that belong to one run: held by a socket of ours, so that no second run is given the same one."""

import socket


class HeldPort:
    """A free port of 127.0.0.1, bound but not listened on.

    A server that shares ports (SO_REUSEPORT) may bind it too, and as the only one that listens gets every connection.
    """

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self._socket.bind(("127.0.0.1", 0))
        self.number: int = self._socket.getsockname()[1]

    def close(self) -> None:
        """Let the port go."""
        self._socket.close()
