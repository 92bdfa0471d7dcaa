import pytest

from tests.lint.clusters import release
from tests.lint.examples import judged, told
from tests.lint.pods import RENAMED, SHARED, pod, sharing

TWO = "{limits: {nvidia.com/gpu: 2}}"
TWO_SHARES = "{limits: {nvidia.com/gpu.shared: 2}}"
ONE_BY_ONE = SHARED.replace("{resources", "{failRequestsGreaterThanOne: true, resources")
RENAMED_ONE_BY_ONE = RENAMED.replace("resources", "failRequestsGreaterThanOne: true, resources")
MPS = "{mps: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}"


MPS_SEVERAL = MPS.replace("{resources", "{failRequestsGreaterThanOne: false, resources")


def plugin(version: str, block: str = MPS) -> str:
    values = f"{{config: {{map: {{default: 'sharing: {block}'}}}}}}"
    return release(values, chart="nvidia-device-plugin", version=version)


@pytest.mark.parametrize(
    ("config", "resources", "name"),
    [
        (sharing(ONE_BY_ONE), TWO, "nvidia.com/gpu"),
        (sharing(RENAMED_ONE_BY_ONE), TWO_SHARES, "nvidia.com/gpu.shared"),
        (sharing(RENAMED_ONE_BY_ONE, default=""), TWO_SHARES, "nvidia.com/gpu.shared"),
        (plugin("0.17.4"), TWO, "nvidia.com/gpu"),
        (plugin("0.17.4", MPS_SEVERAL), TWO, "nvidia.com/gpu"),
        (plugin("0.20.0"), TWO, "nvidia.com/gpu"),
        (sharing(MPS), TWO, "nvidia.com/gpu"),
    ],
)
def test_two_where_one_is_given(config: str, resources: str, name: str) -> None:
    message = f"2 shares of {name}, of which the plugin gives a container one at a time"
    assert told({"a.yaml": config, "b.yaml": pod(resources)}, "WRK209") == [(9, message)]


@pytest.mark.parametrize(
    ("config", "resources"),
    [
        (sharing(SHARED), TWO),
        (sharing(ONE_BY_ONE), "{limits: {nvidia.com/gpu: 1}}"),
        # Nodes without a label have whole cards, of which a pod may have two.
        (sharing(ONE_BY_ONE, default=""), TWO),
        (plugin("0.20.0", MPS_SEVERAL), TWO),
        (sharing(MPS_SEVERAL), TWO),
    ],
)
def test_two_that_may_be_had(config: str, resources: str) -> None:
    assert told({"a.yaml": config, "b.yaml": pod(resources)}, "WRK209") == []


@pytest.mark.parametrize(
    ("number", "strategy", "found"), [(2, "time-sharing", 1), (1, "time-sharing", 0), (2, "mps", 0)]
)
def test_nodes_of_gke_that_share_by_time(number: int, strategy: str, found: int) -> None:
    text = pod(
        f"{{limits: {{nvidia.com/gpu: {number}}}}}",
        f"nodeSelector: {{cloud.google.com/gke-gpu-sharing-strategy: {strategy}}}",
    )
    message = f"{number} shares of nvidia.com/gpu, of which GKE gives a container one at a time"
    assert told(text, "WRK209") == [(9, message)] * found


UNNAMED = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: plugin, namespace: gpu}
data:
  any: "sharing: BLOCK"
"""


@pytest.mark.parametrize(
    ("block", "resources", "more", "severities"),
    [
        (MPS, TWO, "", ["warning"]),
        (ONE_BY_ONE, TWO, "", ["warning"]),
        (RENAMED_ONE_BY_ONE, TWO_SHARES, "", ["warning"]),
        (MPS_SEVERAL, TWO, "", []),
        (SHARED, TWO, "", []),
        (MPS, "{limits: {nvidia.com/gpu: 1}}", "", []),
        (MPS, TWO, UNNAMED.replace("plugin", "other").replace("BLOCK", SHARED), []),
        (MPS, TWO, release("{gfd: {enabled: true}}", chart="nvidia-device-plugin", version="0.19.3"), []),
    ],
)
def test_a_configuration_that_nothing_here_could_name(
    block: str, resources: str, more: str, severities: list[str]
) -> None:
    files = {"a.yaml": UNNAMED.replace("BLOCK", block), "b.yaml": pod(resources), "c.yaml": more or "a: b\n"}
    assert [one.severity.value for one in judged(files).findings if one.code == "WRK209"] == severities
