"""Values that NVIDIA's charts hand to their own pods as they stand."""

import pytest

from tests.lint.chart_values import OPERATOR, PLUGIN, release
from tests.lint.examples import judged

_PLUGINS = "0.17.1"
_EXISTS_WITH_VALUES = """\
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
      - matchExpressions:
        - {key: gpu, operator: Exists, values: ["true"]}
"""


def _told(values: str, chart: str = PLUGIN, version: str = _PLUGINS) -> list[tuple[str, int, str]]:
    """Return code, line within the values and the message up to its colon, of all that is worse than a note."""
    return [
        (one.code, one.position.line - 6, one.message.partition(":")[0])
        for one in judged(release(values, chart, version)).findings
        if one.severity.value != "info" and one.position is not None
    ]


@pytest.mark.parametrize(
    ("values", "code", "line", "message"),
    [
        (
            "imagePullSecrets:\n- ngc-secret",
            "KUB202",
            2,
            'imagePullSecrets of the chart\'s pods holds the text "ngc-secret", where a mapping must be',
        ),
        (
            "tolerations:\n- nvidia.com/gpu",
            "KUB202",
            2,
            'tolerations of the chart\'s pods holds the text "nvidia.com/gpu", where a mapping must be',
        ),
        (
            "nodeSelector:\n  kubernetes.io/hostname: [gpu-1]",
            "KUB202",
            2,
            "nodeSelector of the chart's pods holds a list, where text must be",
        ),
        (
            "nodeSelector:\n  gpu: true",
            "VAL202",
            2,
            "nodeSelector.gpu of nvidia-device-plugin 0.17.1 takes text, this is true",
        ),
        (
            "securityContext:\n  capabilities:\n    add: SYS_ADMIN",
            "KUB202",
            3,
            'add of capabilities is the text "SYS_ADMIN", where a list must be',
        ),
        (
            'podSecurityContext: {runAsUser: "0"}',
            "KUB202",
            1,
            'runAsUser of a pod\'s securityContext is the text "0", where a whole number must be',
        ),
        (
            "updateStrategy: {type: Rolling}",
            "KUB202",
            1,
            "type of an updateStrategy is 'Rolling', which the API server does not take",
        ),
        ("resources:\n  limit: {cpu: 1}", "KUB201", 2, "limit is no field of a container's resources"),
        ("resources:\n  limits: {memory: 8GB}", "KUB204", 2, 'the text "8GB" is no amount of memory'),
        (
            "affinity:\n  nodeAffinity:\n    required: []",
            "KUB201",
            3,
            "required is no field of a nodeAffinity",
        ),
        (
            _EXISTS_WITH_VALUES,
            "KUB204",
            6,
            "operator Exists of gpu takes no values",
        ),
    ],
)
def test_what_the_plugins_chart_hands_on_is_of_kubernetes_types(
    values: str, code: str, line: int, message: str
) -> None:
    assert _told(values) == [(code, line, message)]


def test_the_operators_own_pod_is_placed_by_text() -> None:
    values = "operator:\n  nodeSelector:\n    gpu: true\n  tolerations:\n  - nvidia.com/gpu"
    assert _told(values, OPERATOR, "v25.3.4") == [
        ("VAL202", 3, "operator.nodeSelector.gpu of gpu-operator v25.3.4 takes text, this is true"),
        ("KUB202", 5, 'tolerations of the chart\'s pods holds the text "nvidia.com/gpu", where a mapping must be'),
    ]


def test_sound_blocks_are_silent() -> None:
    values = """\
imagePullSecrets: [{name: ngc-secret}]
tolerations: [{key: nvidia.com/gpu, operator: Exists}]
nodeSelector: {gpu: "true", pool: '${POOL}'}
securityContext: {capabilities: {add: [SYS_ADMIN]}}
podSecurityContext: {}
updateStrategy: {type: OnDelete}
resources: {requests: {cpu: 50m}, limits: {memory: 128Mi}}
affinity: null
"""
    assert _told(values) == []
    # The operator's chart takes names of Secrets there, and writes the mappings itself.
    assert _told("operator:\n  imagePullSecrets: [ngc-secret]", OPERATOR, "v25.3.4") == []


_OF_DISCOVERY = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nfd}
spec:
  chart: {spec: {chart: CHART, sourceRef: {kind: HelmRepository, name: nfd}}}
  values: {imagePullSecrets: SECRETS}
---
"""


@pytest.mark.parametrize("secrets", ["[ngc-secret]", "[{name: a}, ngc-secret]"])
def test_secrets_of_node_feature_discovery_are_mappings(secrets: str) -> None:
    message = 'imagePullSecrets of the chart\'s pods holds the text "ngc-secret", where a mapping must be'
    values = f"BLOCK:\n  imagePullSecrets: {secrets}"
    assert _told(values.replace("BLOCK", "node-feature-discovery"), OPERATOR, "v25.3.4") == [("KUB202", 2, message)]
    assert _told(values.replace("BLOCK", "nfd")) == [("KUB202", 2, message)]
    own = _OF_DISCOVERY.replace("CHART", "node-feature-discovery").replace("SECRETS", secrets)
    beside = release("nfd: {enabled: false}", OPERATOR, "v25.3.4")
    assert [one.code for one in judged(own + beside).findings] == ["KUB202"]


def test_secrets_of_node_feature_discovery_that_are_right_and_those_of_other_charts() -> None:
    assert _told("node-feature-discovery: {imagePullSecrets: [{name: a}, '${SECRET}']}", OPERATOR, "v25.3.4") == []
    beside = release("nfd: {enabled: false}", OPERATOR, "v25.3.4")
    for chart, secrets in (("node-feature-discovery", "[{name: a}]"), ("some-chart", "[ngc-secret]")):
        own = _OF_DISCOVERY.replace("CHART", chart).replace("SECRETS", secrets)
        assert [one.code for one in judged(own + beside).findings if one.code == "KUB202"] == []


def test_a_toleration_that_is_text_is_its_key() -> None:
    (found,) = judged(release("tolerations:\n- nvidia.com/gpu", PLUGIN, _PLUGINS)).findings
    assert found.fix == "Write `{key: nvidia.com/gpu, operator: Exists}`, if the taint's key is meant."
