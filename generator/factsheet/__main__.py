"""``python -m generator.factsheet UNPACKED_CHART --version vX [--out charts]``."""

import argparse
import sys
from pathlib import Path

from generator.factsheet.sheet import crds_text, sheet_text
from generator.factsheet.unpacked import read_chart


def main(arguments: list[str]) -> int:
    """Write a chart's two fact files below --out, or its sheet to standard output."""
    parser = argparse.ArgumentParser(prog="python -m generator.factsheet", description=__doc__)
    parser.add_argument("chart", type=Path, help="folder of the unpacked chart, sub-charts in its charts/")
    parser.add_argument("--version", required=True, help="release tag, such as v26.7.0")
    parser.add_argument("--out", type=Path, help="folder of all fact sheets, such as charts/")
    options = parser.parse_args(arguments)
    chart = read_chart(options.chart)
    sheet = sheet_text(chart, options.version)
    if options.out is None:
        sys.stdout.write(sheet)
        return 0
    folder = options.out / str(chart.meta["name"])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{options.version}.json").write_text(sheet, encoding="utf-8")
    (folder / f"{options.version}.crds.json").write_text(crds_text(chart), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
