"""Makes the project's .venv from a lock file: `venv.py LOCK STAMP KNOWN_STAMP...`, called by .ci/setup.

A stamp is an empty file in .venv whose name carries the checksum of the lock that was installed, so set-up is
done once per content of the locks and not once per checkout.
"""

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VENV = Path(".venv")
PYTHON = VENV / "bin" / "python"
LOCK_FILE = Path(".tools/setup.lock")


@contextmanager
def alone() -> Iterator[None]:
    """Hold off a second set-up that runs at the same time; the system frees the lock when a process dies."""
    LOCK_FILE.parent.mkdir(exist_ok=True)
    with LOCK_FILE.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def is_current(known: list[Path]) -> bool:
    """Tell whether .venv works and was made from today's locks only."""
    stamps = {*VENV.glob(".runtime-*"), *VENV.glob(".dev-*")}
    return PYTHON.exists() and bool(stamps) and stamps <= set(known)


def run(*command: str) -> None:
    """Run quietly; on failure show what was said and stop."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.stderr.write(done.stdout + done.stderr)
        sys.exit(f"setup: failed: {' '.join(command)}")


def main(lock: str, stamp: Path, known: list[Path]) -> None:
    """Install a lock file into .venv unless its stamp is there."""
    with alone():
        if stamp.exists() and PYTHON.exists():
            return
        print(f"setting up .venv from {lock} (once) ...", flush=True)
        if not is_current(known):
            run(sys.executable, "-m", "venv", "--clear", str(VENV))
        options = ["--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes", "--only-binary=:all:"]
        run(str(PYTHON), "-m", "pip", "install", *options, "-r", lock)
        stamp.touch()
        if stamp.name.startswith(".dev-"):  # what the dev lock installs holds all of the runtime lock
            for other in known:
                other.touch()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), [Path(name) for name in sys.argv[3:]])
