"""`make bench`: ratios from one run; machines differ and are noisy, ratios less so."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import NoReturn

from tests.bench import advise, commands, fleet, growth, kapitan, manifests, memory_budget, page, side_by_side
from tests.bench.lines import Line
from tests.support.go_build import ROOT
from tests.support.programs import stated_version
from tests.support.tool_table import HELM3, HELM4, KUBECONFORM, KUSTOMIZE
from tests.support.tools import FOLDER, Tools


def _missing(reason: str) -> NoReturn:
    sys.exit(reason)


def _say(text: str) -> None:
    print(text, flush=True)


def _told(lines: Iterable[Line]) -> list[Line]:
    """Print every line as soon as it is known."""
    found = []
    for line in lines:
        _say(line.text())
        found.append(line)
    return found


def _versions(tools: Tools, program: Path | None) -> list[str]:
    found = []
    for tool in (HELM3, HELM4, KUSTOMIZE, KUBECONFORM):
        path = tools.get(tool)
        # What was built with `go install` may not know its version.
        built = path.is_relative_to(FOLDER)
        stated = None if built else stated_version([str(path), *tool.version_arguments])
        found.append(f"{tool.name} {tool.pinned if stated is None else '.'.join(map(str, stated))}")
    return found + ([] if program is None else [f"kapitan {kapitan.version(program)}"])


def main(arguments: Sequence[str]) -> None:
    """Measure, print, and write the page if asked to."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=...", description=__doc__)
    parser.add_argument("--kapitan", action="store_true", help="compare with kapitan too (installs some 300 MB, once)")
    parser.add_argument("--page", action="store_true", help="write docs/benchmarks.md; kapitan included")
    options = parser.parse_args(arguments)
    tools = Tools(_say, _missing)
    program = kapitan.installed(_say) if options.kapitan or options.page else None
    record = page.record(_versions(tools, program))
    measured = (fleet, manifests, memory_budget, advise)
    lines = _told(chain(commands.measure(tools), *(one.measure() for one in measured)))
    outcomes = [side_by_side.measure(cluster, tools, program) for cluster in side_by_side.CLUSTERS]
    lines += _told(side_by_side.promises(outcomes))
    _say(f"\n{page.by_clock(outcomes)}\n\n{page.by_processor(outcomes)}\n")
    curves = []
    for curve in growth.measure():
        _say(page.curve(curve))
        curves.append(curve)
    if options.page:
        page.write(record, outcomes, curves, lines)
        _say(f"wrote {page.PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main(sys.argv[1:])
