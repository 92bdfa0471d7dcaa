"""`make bench`: how long the commands that people wait for take, start-up of Python included."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

RUNS = 10
PROFILES = sorted(path.stem for path in Path("profiles").glob("*.yaml"))


def median_ms(command: Sequence[str]) -> float:
    """Return the median wall time of a command in milliseconds."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    """Print a line for each command: bare Python for scale, help, and a render that has and that has not to write."""
    gpuslice = [sys.executable, "-m", "generator"]
    cases = {"bare python": [sys.executable, "-c", ""], "--help": [*gpuslice, "--help"]}
    with tempfile.TemporaryDirectory() as out:
        for profile in PROFILES:
            cases[f"render {profile}, unchanged"] = [*gpuslice, "render", "--out", out, profile]
            cases[f"render {profile}, compared"] = [*gpuslice, "render", "--out", out, "--check", profile]
        for name, command in cases.items():
            print(f"{median_ms(command):8.0f} ms  {name}", flush=True)


if __name__ == "__main__":
    main()
