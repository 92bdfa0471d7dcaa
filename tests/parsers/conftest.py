"""NVIDIA's own parsers, built on demand."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.tool_table import MIG_PARSER, PLUGIN_PARSERS
from tests.support.tools import Tools


@pytest.fixture(scope="session")
def plugin_parsers(tools: Tools) -> Mapping[str, Path]:
    """The device plugin's parser by version, oldest first."""
    return {one.pinned: tools.get(one) for one in PLUGIN_PARSERS}


@pytest.fixture(scope="session")
def mig_parser(tools: Tools) -> Path:
    """mig-parted's parser."""
    return tools.get(MIG_PARSER)
