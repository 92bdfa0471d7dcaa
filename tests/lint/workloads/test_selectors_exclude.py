"""Selectors of nodes that exclude each other."""

import pytest

from tests.lint.examples import told
from tests.lint.pods import pod

_ASKS = "{limits: {nvidia.com/gpu: 1}}"


def _requiring(*terms: str, selector: str = "{}") -> str:
    shown = ", ".join(f"{{matchExpressions: [{term}]}}" for term in terms)
    required = f"requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: [{shown}]}}"
    return pod(_ASKS, f"nodeSelector: {selector}\n  affinity: {{nodeAffinity: {{{required}}}}}")


def _found(text: str) -> list[str]:
    return [message for _, message in told({"pod.yaml": text}, "WRK244")]


def _is(key: str, *values: str, operator: str = "In") -> str:
    return f"{{key: {key}, operator: {operator}, values: [{', '.join(values)}]}}"


@pytest.mark.parametrize(
    "text",
    [
        _requiring(_is("pool", "a") + ", " + _is("pool", "b")),
        _requiring(_is("pool", "a", "c"), selector="{pool: b}"),
        _requiring(_is("pool", "a") + ", " + _is("pool", "a", "b", operator="NotIn")),
        _requiring("{key: pool, operator: DoesNotExist}", selector="{pool: b}"),
        _requiring("{key: pool, operator: Exists}, {key: pool, operator: DoesNotExist}"),
        _requiring("{key: cards, operator: Gt, values: ['3']}, {key: cards, operator: DoesNotExist}"),
        _requiring(_is("pool", "b"), _is("pool", "c"), selector="{pool: a}"),
    ],
)
def test_conditions_that_no_value_meets_are_told_once(text: str) -> None:
    assert len(_found(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        _requiring(_is("pool", "a"), _is("pool", "b")),
        _requiring(_is("pool", "a", "b") + ", " + _is("pool", "b", "c")),
        _requiring(_is("pool", "a"), selector="{zone: b}"),
        _requiring(_is("pool", "b"), _is("pool", "a"), selector="{pool: a}"),
        _requiring(_is("pool", "a", "b") + ", " + _is("pool", "a", operator="NotIn")),
        _requiring(_is("pool", "a", operator="NotIn") + ", " + _is("pool", "b", operator="NotIn")),
        _requiring(_is("pool", "b", operator="NotIn") + ", {key: pool, operator: DoesNotExist}"),
        _requiring(_is("pool", "${POOL}"), selector="{pool: a}"),
        _requiring("{key: cards, operator: Gt, values: ['3']}, {key: cards, operator: Lt, values: ['9']}"),
    ],
)
def test_conditions_that_a_node_can_meet_are_none_of_it(text: str) -> None:
    assert _found(text) == []


def test_what_a_chart_hands_to_its_pods_is_held_against_the_same() -> None:
    text = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nvidia-device-plugin, namespace: nvidia}
spec:
  chart: {spec: {chart: nvidia-device-plugin, version: 0.17.4}}
  values:
    nodeSelector: {gpu: shared}
    affinity:
      nodeAffinity:
        requiredDuringSchedulingIgnoredDuringExecution:
          nodeSelectorTerms:
            - matchExpressions: [{key: gpu, operator: In, values: [whole]}]
"""
    (message,) = _found(text)
    assert message.startswith("gpu must be whole, and beside it gpu must be shared: all of a term")


def test_a_pod_without_gpus_is_passed_over() -> None:
    assert _found(_requiring(_is("pool", "b"), selector="{pool: a}").replace("nvidia.com/gpu", "cpu")) == []
