"""Configurations of the plugin and of mig-parted in patches for ConfigMaps: each entry that a patch says is whole."""

import pytest

from tests.lint.examples import told

MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: plugin}\ndata: {other: ''}\n"
HEAD = "resources: [map.yaml]\npatches:\n"
TARGET = "- target: {kind: ConfigMap, name: plugin}\n  patch: |-\n"
SHARED = "sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: COUNT}]}}"
MERGED = (
    f"{HEAD}- patch: |-\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {{name: plugin}}\n    data:\n"
    f"      any: |-\n        {SHARED}\n"
)
ADDED = f"{HEAD}{TARGET}    - op: add\n      path: /data\n      value:\n        any: |-\n          {SHARED}\n"
REPLACED = f"{HEAD}{TARGET}    - op: replace\n      path: /data/any\n      value: |-\n        {SHARED}\n"
OF_FLUX = (
    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: gpus, namespace: flux-system}\n"
    f"spec:\n  path: ./gpus\n  patches:\n  - target: {{kind: ConfigMap, name: plugin}}\n    patch: |-\n"
    f"      - op: add\n        path: /data/any\n        value: |-\n          {SHARED}\n"
)
LAYOUTS = (
    f"{HEAD}{TARGET}    - op: replace\n      path: /data/config.yaml\n      value: |-\n        version: v1\n"
    "        mig-configs:\n          all-disabled: [{devices: all, mig-enabled: false}]\n"
    "          cut:\n          - {devices: all, mig-enabled: true, mig-devices: {PROFILE: 1}}\n"
)


@pytest.mark.parametrize("patch", [MERGED, ADDED, REPLACED, OF_FLUX])
def test_sharing_in_a_patch_is_judged_where_it_stands(patch: str) -> None:
    files = {"kustomization.yaml": patch.replace("COUNT", "1"), "map.yaml": MAP}
    assert [line for line, _ in told(files, "PLG201")] == [patch[: patch.index("COUNT")].count("\n") + 1]
    assert told({**files, "kustomization.yaml": patch.replace("COUNT", "4")}, "PLG201") == []
    # A count that is filled in later is not known.
    assert told({**files, "kustomization.yaml": patch.replace("COUNT", "'${COUNT}'")}, "PLG201") == []


def test_layouts_in_a_patch_are_judged_where_they_stand() -> None:
    files = {"kustomization.yaml": LAYOUTS.replace("PROFILE", "1g.25gb"), "map.yaml": MAP}
    assert [line for line, _ in told(files, "MIG207")] == [12]
    assert told({**files, "kustomization.yaml": LAYOUTS.replace("PROFILE", "1g.10gb")}, "MIG207") == []


def test_what_takes_an_entry_away_says_nothing_of_it() -> None:
    taken = f"{HEAD}{TARGET}    - {{op: remove, path: /data/any}}\n"
    assert told({"kustomization.yaml": taken, "map.yaml": MAP}, "PLG201") == []


def test_a_patch_of_an_object_that_only_looks_like_a_config_map_is_none() -> None:
    other = ADDED.replace("kind: ConfigMap", "kind: ConfigMapList").replace("COUNT", "1")
    assert told({"kustomization.yaml": other, "map.yaml": MAP}, "PLG201") == []
