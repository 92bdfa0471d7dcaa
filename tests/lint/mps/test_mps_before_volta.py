import pytest

from tests.lint.clusters import node
from tests.lint.examples import judged
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


@pytest.mark.parametrize(("status", "severity"), [("", "info"), ("status: {capacity: {cpu: '4'}}\n", "warning")])
def test_nodes_say_the_card_too(status: str, severity: str) -> None:
    files = {"a.yaml": MPS, "b.yaml": node("nvidia.com/gpu.product", "Tesla-P40") + status}
    assert [one.severity.value for one in judged(files).findings if one.code == CODE] == [severity]
