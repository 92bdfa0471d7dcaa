"""Patches over what a chart renders are named where they stand."""

import pytest

from tests.importing.given import imported, told

FLUX = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  interval: 1h
  chart: {spec: {chart: gpu-operator, version: v26.3.3, sourceRef: {kind: HelmRepository, name: n}}}
  values: {driver: {enabled: false}}
  postRenderers:
  - kustomize:
      patches:
      - target: {kind: ClusterPolicy}
        patch: |
          - {op: replace, path: /spec/mig/strategy, value: mixed}
      images:
      - {name: nvcr.io/nvidia/gpu-operator, newTag: v1}
"""
HELMFILE = """\
releases:
- name: gpu-operator
  chart: nvidia/gpu-operator
  version: v26.3.3
  values: [{driver: {enabled: false}}]
  jsonPatches:
  - target: {kind: ClusterPolicy, name: cluster-policy}
    patch: [{op: replace, path: /spec/mig/strategy, value: mixed}]
- name: other
  chart: a/other
  jsonPatches: [{target: {kind: Deployment, name: a}, patch: []}]
"""


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (FLUX, [(11, "ClusterPolicy"), (15, "nvcr.io/nvidia/gpu-operator")]),
        (HELMFILE, [(7, "ClusterPolicy")]),
        (FLUX.partition("  postRenderers")[0], []),
        (
            HELMFILE.replace("gpu-operator\n  chart: nvidia", "x\n  chart: nvidia").replace("jsonPatches", "labels", 1),
            [],
        ),
    ],
)
def test_patches_of_rendered_objects_are_told(given: str, found: list[tuple[int, str]]) -> None:
    messages = [
        ("IMP012", line, f"not taken: what is laid over {what} once the chart is rendered") for line, what in found
    ]
    assert sorted(told(imported(given, "A100-SXM4-80GB:8"))) == sorted(messages)
