"""Where data files lie: beside the package in a checkout, inside it once installed."""

from functools import cache
from pathlib import Path


@cache
def data_dir(name: str) -> Path:
    """Return the folder of that name (``charts``, ``schemas``).

    Raises FileNotFoundError where neither an installed nor a source folder is there: the installation is broken.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_data" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"no data folder {name!r} beside or inside {package}")
