"""`make bench`: ratios from one run; machines differ and are noisy, ratios less so."""

import sys
from typing import NoReturn

from tests.bench import commands, fleet
from tests.support.tools import Tools


def _missing(reason: str) -> NoReturn:
    sys.exit(reason)


def main() -> None:
    """Print every line as soon as it is known."""
    tools = Tools(lambda line: print(line, flush=True), _missing)
    for lines in (commands.measure(tools), fleet.measure()):
        for line in lines:
            print(line.text(), flush=True)


if __name__ == "__main__":
    main()
