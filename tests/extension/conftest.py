from pathlib import Path

import pytest

from tests.extension.copied import Copy, copied


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """A copy of the package and its data that a test may extend."""
    return copied(tmp_path)
