import pytest

from tests.lint.chart_values import release, weighed
from tests.lint.examples import told
from tests.lint.policies import policy


@pytest.mark.parametrize(
    ("kind", "gpu", "found"),
    [
        ("proprietary", "B200", 1),
        ("proprietary", "GH200-480GB", 1),
        ("open", "GTX-1080-Ti", 1),
        ("open", "V100-SXM2-16GB", 1),
        ("open", "T4", 0),
        ("proprietary", "T4", 0),
        ("auto", "B200", 0),
        ("open", "B200", 0),
    ],
)
def test_kernel_modules_and_cards(kind: str, gpu: str, found: int) -> None:
    text = release(f"driver: {{kernelModuleType: {kind}}}")
    assert len(weighed(text, "VER202", ("--gpu", gpu))) == found
    assert weighed(text, "VER202") == []


def test_in_a_cluster_policy_and_with_the_hosts_driver() -> None:
    text = policy("driver: {enabled: true, kernelModuleType: open}")
    assert [line for line, _ in told(text, "VER202", ("--gpu", "GTX-1070"))] == [5]
    assert len(told(policy("driver: {kernelModuleType: open}"), "VER202", ("--gpu", "GTX-1070"))) == 1
    assert told(policy("driver: {enabled: false, kernelModuleType: open}"), "VER202", ("--gpu", "GTX-1070")) == []
    patch = {"a.yaml": policy("driver: {kernelModuleType: open}"), "kustomization.yaml": "patches: [{path: a.yaml}]\n"}
    assert told(patch, "VER202", ("--gpu", "GTX-1070")) == []
    off = release("driver: {enabled: false, kernelModuleType: open}")
    assert told(off, "VER202", ("--gpu", "GTX-1070")) == []


@pytest.mark.parametrize(
    ("spec", "gpus", "count"),
    [
        ("kernelModuleType: proprietary", ("B200",), 1),
        ("kernelModuleType: open", ("B200",), 0),
        ("kernelModuleType: proprietary, nodeSelector: {a: b}", ("B200",), 1),
        ("kernelModuleType: proprietary, nodeSelector: {a: b}", ("B200", "T4"), 0),
        ("kernelModuleType: proprietary", ("B200", "T4"), 1),
    ],
)
def test_in_a_driver_of_its_own(spec: str, gpus: tuple[str, ...], count: int) -> None:
    text = f"apiVersion: nvidia.com/v1alpha1\nkind: NVIDIADriver\nmetadata: {{name: a}}\nspec: {{{spec}}}\n"
    options = tuple(word for gpu in gpus for word in ("--gpu", gpu))
    assert len(told(text, "VER202", options)) == count
    assert told({"driver-patch.yaml": text}, "VER202", options) == []
