"""NVIDIA's programs, built on demand, on nodes that do not exist."""

import pytest

from tests.devices.standin import Programs, find_programs
from tests.support.tools import Tools


@pytest.fixture(scope="session")
def programs(tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> Programs:
    """The device plugin, GPU Feature Discovery and what they need around them."""
    return find_programs(tools, tmp_path_factory.mktemp("devices"))
