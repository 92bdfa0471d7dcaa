"""`make lock`: pins the newest versions that pyproject.toml allows, with hashes, for all platforms and Pythons."""

import subprocess
import sys
from pathlib import Path

RESOLVER = "uv==0.13.9"
HEADER = "# Exact versions with hashes, made from pyproject.toml by `make lock`; change that file, not this one.\n"
LOCKS: dict[str, tuple[str, ...]] = {
    "runtime": ("pyproject.toml",),
    "dev": ("pyproject.toml", "--group", "dev", "--constraints", ".locks/runtime.txt"),
    "go": ("--group", "go"),
    "bench": ("--group", "bench"),
    "mutation": ("--group", "mutation"),
    "fuzz": ("pyproject.toml", "--group", "fuzz", "--constraints", ".locks/runtime.txt"),
}
"""What each lock is made from; `dev` and `fuzz` hold all of `runtime` in the same versions."""


def write_lock(name: str, sources: tuple[str, ...], resolver: Path) -> None:
    """Resolve one lock anew and replace its file."""
    options = [
        "--universal",
        "--python-version",
        "3.11",
        "--generate-hashes",
        "--no-header",
        "--no-annotate",
        "--upgrade",
    ]
    command = [str(resolver / "bin" / "uv"), "pip", "compile", "--quiet", *options, *sources]
    text = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    Path(f".locks/{name}.txt").write_text(HEADER + text, encoding="utf-8")
    print(f"wrote .locks/{name}.txt")


def main() -> None:
    """Write all locks; call it from the project's folder."""
    resolver = Path(".tools") / RESOLVER.replace("==", "-")
    if not resolver.exists():
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(resolver), RESOLVER]
        subprocess.run(install, check=True)
    for name, sources in LOCKS.items():
        write_lock(name, sources, resolver)


if __name__ == "__main__":
    main()
