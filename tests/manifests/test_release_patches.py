"""Values that patches within kustomizations give to releases of Flux."""

import pytest

from tests.lint.examples import judged, marked_lines, told

RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  interval: 1h
  chart: {spec: {chart: gpu-operator, version: v26.7.0, sourceRef: {kind: HelmRepository, name: nvidia}}}
  values:
    toolkit: {enabled: true}
"""
BUILT = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [../base]\npatches:\n"
FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: gpu, namespace: flux-system}
spec:
  interval: 1h
  path: ./base
  prune: true
  sourceRef: {kind: GitRepository, name: a}
  patches:
"""
MERGED = """\
  - target: {kind: HelmRelease, name: gpu-operator}
    patch: |
      apiVersion: helm.toolkit.fluxcd.io/v2
      kind: HelmRelease
      metadata: {name: gpu-operator}
      spec:
        values:
          driver: {enabeld: false}  # <- here
"""
WITHOUT_TARGET = MERGED.replace("  - target: {kind: HelmRelease, name: gpu-operator}\n    patch", "  - patch")
OPERATION = """\
  - target: {kind: HelmRelease, name: gpu-operator}
    patch: |
      - op: add
        path: /spec/values/driver
        value:
          enabeld: false  # <- here
      - op: replace
        path: /spec/values/toolkit/enabled
        value: yes please  # <- here
"""
IN_FILE = "  - target: {kind: HelmRelease, name: gpu-operator}\n    path: a.yaml\n"
OPERATIONS = "- op: add\n  path: /spec/values/driver\n  value:\n    enabeld: false  # <- here\n"


@pytest.mark.parametrize("patch", [MERGED, WITHOUT_TARGET, OPERATION])
@pytest.mark.parametrize("around", [BUILT, FLUX])
def test_values_in_patches_are_judged_at_their_lines(around: str, patch: str) -> None:
    files = {"base/release.yaml": RELEASE, "over/kustomization.yaml": around + patch}
    found = [line for code in ("VAL201", "VAL202") for line, _ in told(files, code)]
    assert found == marked_lines(around + patch)


def test_operations_in_a_file_of_their_own_are_judged() -> None:
    files = {"base/release.yaml": RELEASE, "over/kustomization.yaml": BUILT + IN_FILE, "over/a.yaml": OPERATIONS}
    assert [line for line, _ in told(files, "VAL201")] == marked_lines(OPERATIONS)


def _talos(patch: str) -> dict[str, str]:
    machine = "machine:\n  kernel: {modules: [{name: nvidia}]}\n  nodeLabels: {a: b}\n"
    return {"base/release.yaml": RELEASE, "over/kustomization.yaml": BUILT + patch, "talos.yaml": machine}


@pytest.mark.parametrize(
    ("patch", "found"),
    [
        (MERGED.replace("enabeld: false", "version: a"), True),
        (MERGED.replace("enabeld", "enabled"), False),
        (OPERATION.replace("enabeld", "enabled").replace("yes please", "true"), False),
        # What an operation does that is not known of may be just that.
        (OPERATION.replace("add", "copy").replace("yes please", "true"), False),
        (OPERATION.replace("/spec/values/driver", "/spec/values/driver/env/-").replace("yes please", "true"), False),
    ],
)
def test_what_a_patch_says_counts_over_the_release(patch: str, *, found: bool) -> None:
    told_of = {one.code for one in judged(_talos(patch)).findings if "driver" in one.message}
    assert ("DST203" in told_of) == found


@pytest.mark.parametrize(
    "patch",
    [
        MERGED.replace("name: gpu-operator", "name: gpu-operator-b"),
        MERGED.replace("HelmRelease", "HelmChart"),
        OPERATION.replace("/spec/values", "/spec/other"),
        OPERATION.replace("/spec/values/", "/spec/values/${PART}/"),
    ],
)
def test_patches_for_others_are_not(patch: str) -> None:
    files = {"base/release.yaml": RELEASE, "over/kustomization.yaml": BUILT + patch}
    assert (told(files, "VAL201"), told(files, "VAL202")) == ([], [])


TAKES_AWAY = """\
  - patch: |
      apiVersion: helm.toolkit.fluxcd.io/v2
      kind: HelmRelease
      metadata: {name: gpu-operator, namespace: gpu-operator}
      spec: {values: {mig: null, daemonsets: {$patch: replace, labels: {c: d}}, driver: {$patch: delete}}}
"""


def test_what_patches_take_away_is_no_value() -> None:
    files = {"base/release.yaml": RELEASE, "over/kustomization.yaml": BUILT + TAKES_AWAY}
    assert [one for one in judged(files).findings if one.code.startswith("VAL")] == []
