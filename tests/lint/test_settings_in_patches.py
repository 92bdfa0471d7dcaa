"""What patches say of ConfigMaps, whose entries they say whole, and of ClusterPolicies, whose fields are known."""

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


POLICY = """\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: gpus}
spec:
  operator: {defaultRuntime: crio}
  daemonsets: {}
  driver: {enabled: true}
  toolkit: {enabled: true}
  devicePlugin: {enabled: true}
  dcgm: {enabled: true}
  dcgmExporter: {enabled: true}
  gfd: {enabled: true}
  nodeStatusExporter: {enabled: true}
"""
OF_POLICY = f"{HEAD.replace('map.yaml', 'policy.yaml')}- target: {{TARGET}}\n  patch: |-\n    - {{OPERATION}}\n"
NAMED, GROUPED = "kind: ClusterPolicy, name: gpus", "kind: ClusterPolicy, group: nvidia.com"


def operation(text: str, target: str = NAMED) -> dict[str, str]:
    patch = OF_POLICY.replace("TARGET", target).replace("OPERATION", text)
    return {"kustomization.yaml": patch, "policy.yaml": POLICY}


@pytest.mark.parametrize("target", [NAMED, GROUPED])
def test_fields_of_a_cluster_policy_in_an_operation(target: str) -> None:
    unknown = operation("op: add, path: /spec/driver/enabeld, value: false", target)
    assert told(unknown, "POL201") == [(5, "ClusterPolicy has no field spec.driver.enabeld")]
    refused = operation("op: replace, path: /spec/mig/strategy, value: Mixed", target)
    assert [line for line, _ in told(refused, "POL202")] == [5]
    for right in (
        "op: replace, path: /spec/mig/strategy, value: mixed",
        "op: remove, path: /spec/mig",
        # One field of an element, the rest of which stands elsewhere.
        'op: add, path: /spec/driver/env/0/value, value: "1"',
    ):
        assert told(operation(right, target), "POL201") == told(operation(right, target), "POL202") == []


def test_a_cluster_policy_of_others_is_not_the_operators() -> None:
    """Kyverno has a kind of that name."""
    other = operation("op: add, path: /spec/rules, value: []", "kind: ClusterPolicy, name: no-root")
    assert told(other, "POL201") == []


def test_fields_of_a_cluster_policy_in_what_is_merged() -> None:
    patch = (
        "resources: [policy.yaml]\npatches:\n- patch: |-\n    apiVersion: nvidia.com/v1\n    kind: ClusterPolicy\n"
        "    metadata: {name: gpus}\n    spec:\n      mig: {strategy: Mixed}\n      driver: {enabeld: true}\n"
    )
    files = {"kustomization.yaml": patch, "policy.yaml": POLICY}
    assert [line for line, _ in told(files, "POL202")] == [8]
    assert [line for line, _ in told(files, "POL201")] == [9]


QUOTA = "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: team}\nspec: {hard: {pods: 9}}\n"


@pytest.mark.parametrize(
    ("key", "code"), [("limits.nvidia.com/gpu", "QUO201"), ("requests.nvidia.com/gpus", "QUO202"), ("pods", None)]
)
def test_what_a_patch_says_of_a_quota(key: str, code: str | None) -> None:
    of_quota = "resources: [quota.yaml]\npatches:\n"
    pointer = key.replace("/", "~1")
    operated = (
        f"{of_quota}- target: {{kind: ResourceQuota}}\n  patch: |-\n    - op: add\n      path: /spec/hard/{pointer}\n"
    )
    merged = f"{of_quota}- patch: |-\n    apiVersion: v1\n    kind: ResourceQuota\n    metadata: {{name: team}}\n"
    for patch, line in ((f"{operated}      value: 4\n", 6), (f"{merged}    spec: {{hard: {{{key}: 4}}}}\n", 7)):
        files = {"kustomization.yaml": patch, "quota.yaml": QUOTA}
        for one in ("QUO201", "QUO202"):
            assert [at for at, _ in told(files, one)] == ([line] if one == code else [])
