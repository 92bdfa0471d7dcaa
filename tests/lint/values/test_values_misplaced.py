import pytest

from tests.lint.examples import told

RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: app}}
spec:
  chart: {{spec: {{chart: {chart}, sourceRef: {{kind: HelmRepository, name: apps}}}}}}
  values:
    image: {{repository: {image}}}
    a: {{resources: {{limits: {{nvidia.com/gpu: 1}}}}}}
    {values}
"""
IN_VALUES = "the API server refuses what the chart makes of it, or nobody reads it"

REFUSED = "where it is {} and text or a number must be: the API server refuses it"


def release(values: str, chart: str = "app-template", image: str = "jellyfin") -> str:
    return RELEASE.format(chart=chart, image=image, values=values)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            "securityContext: {runtimeClassName: nvidia}",
            f"runtimeClassName is no field of securityContext: {IN_VALUES}",
        ),
        (
            "defaultPodOptions: {securityContext: {runAsUser: 1, nodeSelector: {a: b}}}",
            f"nodeSelector is no field of securityContext: {IN_VALUES}",
        ),
        (
            "podSecurityContext: {tolerations: [{operator: Exists}]}",
            f"tolerations is no field of podSecurityContext: {IN_VALUES}",
        ),
        (
            "podSecurityContext: {privileged: true}",
            f"privileged is no field of a pod's podSecurityContext: {IN_VALUES}",
        ),
        (
            "defaultPodOptions: {securityContext: {capabilities: {drop: [ALL]}}}",
            f"capabilities is no field of a pod's securityContext: {IN_VALUES}",
        ),
        (
            "resources: {limits: {cpu: 1}, runtimeClassName: nvidia}",
            f"runtimeClassName is no field of resources: {IN_VALUES}",
        ),
        (
            "nodeSelector: {disk: ssd, tolerations: [{operator: Exists}]}",
            f"tolerations stands within nodeSelector, {REFUSED.format('a list')}",
        ),
        (
            "resources: {limits: {cpu: 1, requests: {cpu: 1}}}",
            f"requests stands within limits, {REFUSED.format('a mapping')}",
        ),
    ],
)
def test_what_stands_a_level_too_deep_is_told(values: str, message: str) -> None:
    assert told(release(values), "VAL223") == [(9, message)]


@pytest.mark.parametrize(
    "text",
    [
        release("securityContext: {privileged: true, capabilities: {add: [SYS_ADMIN]}}"),
        release("podSecurityContext: {fsGroup: 1, supplementalGroups: [44], enabled: true}"),
        release("defaultPodOptions: {runtimeClassName: nvidia, securityContext: {runAsUser: 1}}"),
        release("securityContext: {runtimeClassName: null}"),
        release("securityContext: {pod: {fsGroup: 1}, container: {privileged: true}}"),
        release("resources: {requests: {cpu: 1}, limits: {cpu: 1}}"),
        release("presets: {resources: {runtimeClassName: nvidia}}"),
        release("nodeSelector: {nvidia.com/gpu.present: 'true', tolerations: ''}"),
        release("limits: {nodeSelector: {}}"),
        release("securityContext: {runtimeClassName: kata}").replace("nvidia.com/gpu", "cpu"),
        release("controllers: {app: {securityContext: {privileged: true}}}"),
    ],
)
def test_what_may_stand_there_is_passed_over(text: str) -> None:
    assert told(text, "VAL223") == []


def test_it_is_told_of_values_in_any_form() -> None:
    text = "resources: {limits: {nvidia.com/gpu: 1}}\npodSecurityContext:\n  runtimeClassName: nvidia\n"
    assert [line for line, _ in told(text, "VAL223")] == [3]


def test_other_charts_may_have_a_mapping_called_pod() -> None:
    assert told(release("pod: {securityContext: {privileged: true}}"), "VAL223") == []
