import pytest

from tests.lint.texts import lines_told, plugin

CODE = "MPS204"
MPS = plugin("sharing:\n  mps:\n    resources: [{name: nvidia.com/gpu, replicas: 2}]")


@pytest.mark.parametrize(
    ("gpus", "lines"),
    [
        (("GTX-1070",), [2]),
        (("GTX-1070", "GTX-1080-Ti"), [2]),
        (("node-a=GTX-1070",), [2]),
        (("GTX-1070", "T4"), []),
        (("V100-PCIE-16GB",), []),
        ((), []),
    ],
)
def test_by_card(gpus: tuple[str, ...], lines: list[int]) -> None:
    options = [word for gpu in gpus for word in ("--gpu", gpu)]
    assert lines_told(MPS, CODE, *options) == lines


def test_time_slicing_is_as_good_there_as_elsewhere() -> None:
    assert lines_told(MPS.replace("mps", "timeSlicing"), CODE, "--gpu", "GTX-1070") == []
