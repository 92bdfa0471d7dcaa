"""Server processes that end with whoever started them."""

import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path


class ServerError(Exception):
    """A server did not come up, or is gone; the text ends in what it said last."""


class Server:
    """A server of ours on its leash: it ends when its standard input does, so also when this process is killed.

    It is a process group of its own, so that Ctrl-C reaches it only by way of the tear-down.
    """

    def __init__(self, name: str, command: Sequence[str], folder: Path, *arguments: str) -> None:
        self.name = name
        self.log = folder / f"{name}.log"
        kept = {key: value for key, value in os.environ.items() if key in ("PATH", "TMPDIR", "LANG")}
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [*command, *arguments],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env={**kept, "HOME": str(folder), "NO_PROXY": "127.0.0.1"},
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def check(self) -> None:
        """Raise ServerError where the process is gone."""
        code = self._process.poll()
        if code is not None:
            raise ServerError(f"{self.name} ended with {code}: {self.last_lines()}")

    def last_lines(self) -> str:
        """Return the end of the log."""
        return " | ".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:])

    def memory_mib(self) -> int:
        """Return the memory in use, pages that processes share counted in part; in MiB, from Linux's smaps_rollup."""
        for line in Path(f"/proc/{self.pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) // 1024
        return 0

    def kill(self) -> None:
        """End the process at once: its data go with it, and an orderly end takes the API server seconds."""
        if self._process.poll() is None:
            os.killpg(self.pid, signal.SIGKILL)
            self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()


def kill_all(servers: Sequence[Server]) -> None:
    """End all servers, last started first."""
    for server in reversed(servers):
        server.kill()
