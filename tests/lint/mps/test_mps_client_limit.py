import pytest

from tests.lint.clusters import node
from tests.lint.examples import judged
from tests.lint.texts import lines_told, messages_told, plugin

CODE = "MPS203"


def mps(replicas: object) -> str:
    return plugin(f"sharing:\n  mps:\n    resources: [{{name: nvidia.com/gpu, replicas: {replicas}}}]")


@pytest.mark.parametrize(
    ("replicas", "gpus", "lines"),
    [
        (48, (), []),
        (49, (), [3]),
        (17, ("V100-PCIE-16GB",), [3]),
        (16, ("V100-PCIE-16GB",), []),
        (17, ("GTX-1070",), [3]),
        (48, ("T4",), []),
        (49, ("T4",), [3]),
        (48, ("T4", "V100-PCIE-16GB"), []),
        (200, ("T4", "V100-PCIE-16GB"), [3]),
        ('"200"', (), []),
        ("true", (), []),
    ],
)
def test_limits(replicas: object, gpus: tuple[str, ...], lines: list[int]) -> None:
    options = [word for gpu in gpus for word in ("--gpu", gpu)]
    assert lines_told(mps(replicas), CODE, *options) == lines


def test_the_card_and_its_limit_are_named() -> None:
    (message,) = messages_told(mps(20), CODE, "--gpu", "V100-PCIE-16GB")
    assert (
        message
        == "20 replicas by MPS, but a Tesla V100 PCIe 16GB takes 16 clients at most: its MPS daemon does not start"
    )


def test_time_slicing_has_no_limit() -> None:
    assert lines_told(mps(200).replace("mps", "timeSlicing"), CODE) == []


@pytest.mark.parametrize(
    ("product", "replicas", "severity"),
    [("Tesla-P40", 17, "info"), ("Tesla-P40", 49, "error"), ("Tesla-P40", 16, None), ("Unheard-Of", 17, None)],
)
def test_nodes_say_the_card_too(product: str, replicas: int, severity: str | None) -> None:
    files = {"a.yaml": mps(replicas), "b.yaml": node("nvidia.com/gpu.product", product)}
    assert [one.severity.value for one in judged(files).findings if one.code == CODE] == (
        [severity] if severity else []
    )
