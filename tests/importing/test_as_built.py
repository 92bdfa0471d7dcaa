"""Kustomizations: what comes of patches is what kustomize itself makes, and what is not worked out is told."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from generator.model.finding import Severity
from tests.importing.given import imported, profile, told
from tests.support.tools import Tools

GPU = "A100-SXM4-80GB:8"
PLUGIN = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: plugin, namespace: gpu-operator}
data:
  any: |
    version: v1
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
"""
OTHERS = """\
apiVersion: v1
kind: ResourceQuota
metadata: {name: q, namespace: ml}
spec: {hard: {requests.nvidia.com/gpu: "2"}}
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: high}
value: 100
"""
RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  interval: 1h
  chart: {spec: {chart: gpu-operator, version: v26.3.3, sourceRef: {kind: HelmRepository, name: nvidia}}}
  values:
    driver: {enabled: true, version: "570.1.1"}
    daemonsets: {labels: {a: b}, priorityClassName: x, tolerations: [{key: a, operator: Exists}]}
    mig: {strategy: mixed}
    devicePlugin: {config: {name: plugin, default: any}}
"""
POLICY = """\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy, labels: {helm.sh/chart: gpu-operator-v26.3.3}}
spec:
  operator: {defaultRuntime: containerd}
  driver: {enabled: false}
  toolkit: {enabled: false}
  devicePlugin: {config: {name: plugin, default: any}}
  dcgm: {enabled: false}
  dcgmExporter: {enabled: true}
  gfd: {}
  nodeStatusExporter: {enabled: false}
  daemonsets: {}
  mig: {strategy: single}
  migManager: {config: {default: all-disabled}}
"""
BASE = {
    "base/kustomization.yaml": "resources: [plugin.yaml, others.yaml, release.yaml]\n",
    "base/plugin.yaml": PLUGIN,
    "base/others.yaml": OTHERS,
    "base/release.yaml": RELEASE,
}
OVER = "resources: [../base]\n"
OF_RELEASE = RELEASE.partition("spec:")[0]
EIGHT = PLUGIN.replace("4}", "8}")
SIX = OTHERS.partition("---")[0].replace('"2"', '"6"')


def inline(*patches: str) -> str:
    """Return an overlay with strategic merge patches that stand in it."""
    texts = ("- patch: |\n" + "".join(f"    {line}\n" for line in one.splitlines()) for one in patches)
    return f"{OVER}patches:\n{''.join(texts)}"


def operations(*lines: str, target: str = "{kind: HelmRelease}", key: str = "patches") -> str:
    """Return an overlay with operations on what a target selects."""
    return f"{OVER}{key}:\n- target: {target}\n  patch: |\n" + "".join(f"    - {line}\n" for line in lines)


def values(text: str) -> str:
    """Return a patch of the release's values."""
    return f"{OF_RELEASE}spec: {{values: {{{text}}}}}\n"


DAEMON = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: nvidia-device-plugin, namespace: kube-system}
spec:
  selector: {matchLabels: {name: a}}
  template:
    metadata: {labels: {name: a}}
    spec:
      priorityClassName: system-node-critical
      containers:
      - name: plugin
        image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4
        env: [{name: FAIL_ON_INIT_ERROR, value: "false"}]
        volumeMounts: [{name: dp, mountPath: /var/lib/kubelet/device-plugins}]
      volumes: [{name: dp, hostPath: {path: /var/lib/kubelet/device-plugins}}]
"""
OVERLAYS: dict[str, Mapping[str, str]] = {
    "nothing": {"over/kustomization.yaml": OVER},
    "texts of a ConfigMap": {"over/kustomization.yaml": inline(EIGHT)},
    "a quota": {"over/kustomization.yaml": inline(SIX)},
    "a priority by operation": {
        "over/kustomization.yaml": operations(
            "{op: replace, path: /value, value: 999}", target="{kind: PriorityClass, name: high}"
        )
    },
    "files of patches": {
        "over/kustomization.yaml": f"{OVER}patches: [{{path: cm.yaml}}, {{path: q.yaml}}, {{path: hr.yaml}}]\n",
        "over/cm.yaml": EIGHT,
        "over/q.yaml": SIX,
        "over/hr.yaml": values("driver: {version: '580.1.1'}"),
    },
    "several in a file": {
        "over/kustomization.yaml": f"{OVER}patches: [{{path: all.yaml}}]\n",
        "over/all.yaml": f"{EIGHT}---\n{SIX}",
    },
    "of the old fields": {
        "over/kustomization.yaml": f"{OVER}patchesStrategicMerge: [cm.yaml]\n"
        "patchesJson6902:\n- target: {group: scheduling.k8s.io, version: v1, kind: PriorityClass, name: high}\n"
        "  path: ops.yaml\n",
        "over/cm.yaml": EIGHT,
        "over/ops.yaml": "- {op: replace, path: /value, value: 999}\n",
    },
    "a version and names": {
        "over/kustomization.yaml": inline(
            f"{OF_RELEASE}spec: {{chart: {{spec: {{version: v26.7.0}}}}, targetNamespace: foo, releaseName: bar}}\n"
        )
    },
    "a version by operation": {
        "over/kustomization.yaml": operations("{op: replace, path: /spec/chart/spec/version, value: v26.7.0}")
    },
    "a mapping by operation": {
        "over/kustomization.yaml": operations(
            "{op: replace, path: /spec/values/daemonsets, value: {labels: {c: d}}}",
            "{op: remove, path: /spec/values/mig}",
        )
    },
    "elements by operation": {
        "over/kustomization.yaml": operations(
            "{op: add, path: /spec/values/daemonsets/tolerations/-, value: {key: b, operator: Exists}}",
            "{op: add, path: /spec/values/daemonsets/tolerations/0, value: {key: c, operator: Exists}}",
            "{op: remove, path: /spec/values/daemonsets/tolerations/1}",
            "{op: replace, path: /spec/values/daemonsets/tolerations/0/key, value: e}",
        )
    },
    "copies": {
        "over/kustomization.yaml": operations(
            "{op: test, path: /spec/values/mig/strategy, value: mixed}",
            "{op: copy, from: /spec/values/daemonsets/labels, path: /spec/values/daemonsets/annotations}",
            "{op: add, path: /spec/values/daemonsets/labels/a.b~1c, value: d}",
            "{op: move, from: /spec/values/daemonsets/labels/a, path: /spec/values/daemonsets/labels/e}",
        )
    },
    "nulls": {"over/kustomization.yaml": inline(values("mig: null, new: {a: null}, driver: {version: null}"))},
    "directives": {
        "over/kustomization.yaml": inline(
            values("daemonsets: {$patch: replace, labels: {c: d}}, driver: {$patch: delete}")
        )
    },
    "a list": {"over/kustomization.yaml": inline(values("daemonsets: {tolerations: [{key: b, operator: Exists}]}"))},
    "a whole object away": {
        "over/kustomization.yaml": inline(
            "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: high}\n$patch: delete\n"
        )
    },
    "an expression and labels as target": {
        "over/kustomization.yaml": operations(
            "{op: replace, path: /spec/values/mig/strategy, value: single}", target="{kind: Helm.*, name: gpu-.*}"
        )
    },
    "labels that are not there": {
        "over/kustomization.yaml": operations(
            "{op: remove, path: /spec/values/mig}", target="{kind: HelmRelease, labelSelector: env=prod}"
        )
    },
    "one overlay on another": {
        "over/kustomization.yaml": inline(values("driver: {version: '580.1.1'}")).replace("base", "middle"),
        "middle/kustomization.yaml": inline(values("driver: {version: '575.1.1'}, mig: {strategy: single}")),
    },
    "a component": {
        "over/kustomization.yaml": f"{OVER}components: [../part]\n",
        "part/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
        + inline(EIGHT).replace(OVER, ""),
    },
    "a transformer": {
        "over/kustomization.yaml": f"{OVER}transformers: [patch.yaml]\n",
        "over/patch.yaml": "apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: a}\n"
        'target: {kind: HelmRelease}\npatch: \'[{"op": "remove", "path": "/spec/values/mig"}]\'\n',
    },
    "other names": {
        "base/kustomization.yaml": "resources: [plugin.yaml, others.yaml, release.yaml, namespace.yaml]\n",
        "base/namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: ml, labels: {a: b}}\n",
        "over/kustomization.yaml": f"{OVER}namePrefix: my-\nnameSuffix: -two\nlabels: [{{pairs: {{c: d}}}}]\n"
        "commonAnnotations: {e: f}\n",
    },
    "another namespace": {
        "base/kustomization.yaml": "resources: [others.yaml, namespace.yaml]\n",
        "base/namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: ml, labels: {a: b}}\n",
        "over/kustomization.yaml": "resources: [../base, release.yaml]\nnamespace: other\ncommonLabels: {c: d}\n",
        "over/release.yaml": RELEASE,
    },
    "another image": {
        "base/kustomization.yaml": "resources: [daemon.yaml]\n",
        "base/daemon.yaml": DAEMON,
        "over/kustomization.yaml": f"{OVER}images: [{{name: nvcr.io/nvidia/k8s-device-plugin, newTag: v0.18.2}}]\n"
        "patches:\n- target: {kind: DaemonSet}\n  patch: |\n    kind: DaemonSet\n    metadata: {name: any}\n    spec:\n"
        "      template: {spec: {containers: [{name: plugin, env: [{name: MIG_STRATEGY, value: mixed}]}]}}\n",
    },
    "a generator that merges": {
        "base/kustomization.yaml": "resources: [release.yaml]\ngeneratorOptions: {disableNameSuffixHash: true}\n"
        "configMapGenerator:\n- {name: plugin, namespace: gpu-operator, files: [any=any.yaml],"
        " literals: ['b=version: v1']}\n",
        "base/any.yaml": "version: v1\nsharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}\n",
        "over/kustomization.yaml": f"{OVER}generatorOptions: {{disableNameSuffixHash: true}}\nconfigMapGenerator:\n"
        "- {name: plugin, namespace: gpu-operator, behavior: merge, files: [any=t4.yaml]}\n",
        "over/t4.yaml": "version: v1\nsharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 8}]}}\n",
    },
    "a generator that replaces": {
        "base/kustomization.yaml": "resources: [release.yaml]\ngeneratorOptions: {disableNameSuffixHash: true}\n"
        "configMapGenerator:\n- {name: plugin, namespace: gpu-operator, files: [any=any.yaml],"
        " literals: ['b=version: v1']}\n",
        "base/any.yaml": "version: v1\nsharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}\n",
        "over/kustomization.yaml": f"{OVER}generatorOptions: {{disableNameSuffixHash: true}}\nconfigMapGenerator:\n"
        "- {name: plugin, namespace: gpu-operator, behavior: replace, files: [any=sub/t4.yaml]}\n",
        "over/sub/t4.yaml": "version: v1\nsharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 8}]}}\n",
    },
}


@pytest.mark.parametrize("name", OVERLAYS)
def test_an_overlay_is_imported_as_kustomize_makes_it(name: str, tools: Tools, tmp_path: Path) -> None:
    files = {**BASE, **OVERLAYS[name]}
    listed = files["base/kustomization.yaml"]
    files = {
        one: text for one, text in files.items() if one not in BASE or Path(one).name in f"kustomization.yaml {listed}"
    }
    for one, text in files.items():
        (tmp_path / one).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / one).write_text(text)
    command = [str(tools.kustomize), "build", "over"]
    whole = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    ours, theirs = imported(files, GPU), imported(whole, GPU)
    assert profile(ours) == profile(theirs)
    assert [message for _, _, message in told(ours)] == [message for _, _, message in told(theirs)]


def test_a_policy_is_patched_and_each_value_has_its_own_place() -> None:
    over = operations(
        "{op: replace, path: /spec/mig/strategy, value: mixed}",
        "{op: replace, path: /spec/driver/enabled, value: true}",
        '{op: add, path: /spec/driver/version, value: "580.9.9"}',
        target="{kind: ClusterPolicy}",
    )
    files = {"base/kustomization.yaml": "resources: [all.yaml]\n", "base/all.yaml": f"{POLICY}---\n{PLUGIN}"}
    result = imported({**files, "over/kustomization.yaml": over}, GPU)
    assert told(result) == []
    assert "strategy: mixed    # over/kustomization.yaml:5" in result.text
    assert 'version: "580.9.9"    # over/kustomization.yaml:7' in result.text
    assert "chart: gpu-operator    # base/all.yaml:4" in result.text


PROD = inline(values("driver: {version: '580.1.1'}, mig: {strategy: mixed}"))
STAGING = inline(values("driver: {version: '570.2.2'}, toolkit: {enabled: false}"))


def test_of_two_overlays_the_first_is_taken_whole() -> None:
    staging = STAGING.replace(OVER, "resources: [../base, quota.yaml]\n")
    only = {"staging/quota.yaml": OTHERS.partition("---")[0].replace("ml", "staging")}
    files = {**BASE, "prod/kustomization.yaml": PROD, "staging/kustomization.yaml": staging, **only}
    result = imported(files, GPU)
    assert profile(result) == profile(imported({**BASE, "prod/kustomization.yaml": PROD}, GPU))
    message = "the overlay staging is not imported beside prod: both make something else of base/release.yaml"
    assert told(result) == [("IMP004", 1, message)]


def test_overlays_that_make_the_same_of_a_base_are_no_two() -> None:
    more = "resources: [../base, more.yaml]\n"
    quota = OTHERS.partition("---")[0].replace("ml", "other")
    files = {**BASE, "prod/kustomization.yaml": OVER, "more/kustomization.yaml": more, "more/more.yaml": quota}
    result = imported(files, GPU)
    assert told(result) == []
    assert [one["namespace"] for one in profile(result)["tenants"]] == ["ml", "other"]  # type: ignore[index,union-attr,call-overload]


TEAM = "namespace: {0}\nresources: [../base{1}]\n"


def test_overlays_of_tenants_are_a_tenant_each() -> None:
    base = OTHERS.partition("---")[0].replace(", namespace: ml", "")
    room = "apiVersion: v1\nkind: Namespace\nmetadata: {name: any, labels: {a: b}}\n"
    files = {
        "base/kustomization.yaml": "resources: [quota.yaml, room.yaml]\n",
        "base/quota.yaml": base,
        "base/room.yaml": room,
        "a/kustomization.yaml": TEAM.format("a", ""),
        "b/kustomization.yaml": TEAM.format("b", "")
        + operations(
            "{op: replace, path: /spec/hard/requests.nvidia.com~1gpu, value: 3}", target="{kind: ResourceQuota}"
        ).replace(OVER, ""),
        "c/kustomization.yaml": TEAM.format("c", ", more.yaml"),
        "c/more.yaml": base.replace("name: q", "name: more").replace('"2"', '"1"'),
        "release.yaml": RELEASE.partition("    devicePlugin")[0],
    }
    result = imported(files, GPU)
    assert told(result) == []
    tenants = profile(result)["tenants"]
    assert isinstance(tenants, list)
    assert sorted(tenants, key=str) == [
        {"namespace": name, "create": True, "labels": {"a": "b"}, "quota": {"nvidia.com/gpu": number}}
        for name, number in (("a", 2), ("b", 3), ("c", 1))
    ]


FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: gpu, namespace: flux-system}
spec:
  interval: 1h
  path: ./base
  prune: true
  sourceRef: {kind: GitRepository, name: a}
"""
ARGO = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: gpu, namespace: argocd}
spec:
  destination: {namespace: gpu-operator}
  source:
    repoURL: https://github.com/org/repo
    path: base
    kustomize:
      patches:
      - target: {kind: HelmRelease}
        patch: '[{"op": "remove", "path": "/spec/values/mig"}]'
"""
FLUX_PATCH = (
    '  patches:\n  - target: {kind: HelmRelease}\n    patch: \'[{"op": "remove", "path": "/spec/values/mig"}]\'\n'
)


@pytest.mark.parametrize("outer", [FLUX + FLUX_PATCH, ARGO])
def test_what_flux_and_argo_cd_lay_over_a_folder_is_laid_over_it(outer: str) -> None:
    result = imported({**BASE, "clusters/gpu.yaml": outer}, GPU)
    assert told(result) == []
    assert "mig" not in profile(result)


def test_a_folder_without_a_kustomization_is_all_of_its_files_to_flux() -> None:
    files = {name: text for name, text in BASE.items() if "kustomization" not in name}
    assert "mig" not in profile(imported({**files, "clusters/gpu.yaml": FLUX + FLUX_PATCH}, GPU))


def test_two_clusters_of_flux_are_not_blended() -> None:
    prod = FLUX + FLUX_PATCH
    path = '"/spec/values/mig"'
    staging = prod.replace('"remove"', '"add"').replace(path, f'{path}, "value": {{"strategy": "single"}}')
    result = imported({**BASE, "clusters/a.yaml": prod, "clusters/b.yaml": staging}, GPU)
    assert [code for code, _, _ in told(result)] == ["IMP004"]
    assert profile(result)["install"] == profile(imported({**BASE, "clusters/a.yaml": prod}, GPU))["install"]


REPLACED = """\
replacements:
- source: {kind: ConfigMap, name: vals, fieldPath: data.version}
  targets:
  - select: {kind: HelmRelease}
    fieldPaths: [spec.values.driver.version]
"""


@pytest.mark.parametrize(
    ("over", "line", "what"),
    [
        (OVER + REPLACED, 3, "this replacement"),
        (operations("{op: remove, path: /spec/values/nothing}"), 5, "this patch of the HelmRelease gpu-operator"),
        (f"{OVER}transformers: [a.yaml]\n", 2, "this ValueAddTransformer"),
        (
            operations("{op: add, path: /spec/a, value: 1}", target="{kind: ClusterPolicy}"),
            3,
            "this patch of a ClusterPolicy that no file holds",
        ),
        (
            f"{OVER}configMapGenerator:\n- {{name: plugin, behavior: merge, literals: [a=b]}}\n",
            3,
            "this generator, which is to merge the ConfigMap plugin",
        ),
    ],
)
def test_what_is_not_worked_out_is_told_where_it_stands(over: str, line: int, what: str) -> None:
    value = "apiVersion: builtin\nkind: ValueAddTransformer\nmetadata: {name: a}\nvalue: nvidia\n"
    result = imported({**BASE, "over/kustomization.yaml": over, "over/a.yaml": value}, GPU)
    assert ("IMP012", line, f"not taken: {what}") in told(result)


APART = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"


@pytest.mark.parametrize(
    "over",
    [
        operations("{op: add, path: /spec/a, value: 1}", target="{kind: Deployment}"),
        operations(
            "{op: add, path: /metadata/namespace, value: gpu-operator}", target="{kind: Role, name: gpu-operator}"
        ),
        f"{OVER}{REPLACED}".replace("HelmRelease", "Deployment"),
        f"{OVER}transformers: [a.yaml]\n",
        inline(f"{APART}spec: {{replicas: 2}}\n"),
        # The quota that Flux's own installation brings.
        operations(
            "{op: replace, path: /metadata/name, value: pods}", target="{kind: ResourceQuota, name: critical-pods}"
        ),
    ],
)
def test_what_concerns_nothing_that_is_imported_is_not_told(over: str) -> None:
    value = "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: a}\nlabels: {vendor: nvidia}\n"
    result = imported({**BASE, "over/kustomization.yaml": over, "over/a.yaml": value}, GPU)
    assert told(result) == []
    assert profile(result) == profile(imported(BASE, GPU))


POST_BUILD = f"{FLUX}  postBuild:\n    substitute: {{REPLICAS: '6', PROM: kps, SITE: ams}}\n"
VARIABLES = {
    "base/plugin.yaml": PLUGIN.replace("4}", "${REPLICAS:=4}}"),
    "base/release.yaml": RELEASE.replace("a: b", 'site: "${SITE}"').replace("true", '"${DRIVER:-false}"'),
}


def test_variables_are_filled_in_as_flux_does() -> None:
    result = imported({**BASE, **VARIABLES, "clusters/gpu.yaml": POST_BUILD}, GPU)
    plain = {
        "base/plugin.yaml": PLUGIN.replace("4}", "6}"),
        "base/release.yaml": RELEASE.replace("a: b", "site: ams").replace("true", "false"),
    }
    assert told(result) == []
    assert profile(result) == profile(imported({**BASE, **plain}, GPU))


FROM = f"{FLUX}  postBuild: {{substituteFrom: [{{kind: ConfigMap, name: vars}}]}}\n"
VARS = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: vars}\ndata: {SITE: nvidia, REPLICAS: '5'}\n"


def test_variables_come_from_config_maps_too() -> None:
    result = imported({**BASE, **VARIABLES, "clusters/gpu.yaml": FROM, "clusters/vars.yaml": VARS}, GPU)
    assert told(result) == []
    assert profile(result)["extraValues"] == {"daemonsets": {"labels": {"site": "nvidia"}}}


def test_variables_from_elsewhere_are_told() -> None:
    result = imported({**BASE, **VARIABLES, "clusters/gpu.yaml": FROM}, GPU)
    assert ("IMP012", 9, "not taken: variables of the ConfigMap vars") in told(result)
    assert any(one.severity is Severity.WARNING for one in result.findings)


GENERATED = {
    "base/kustomization.yaml": "resources: [release.yaml]\n"
    "configMapGenerator:\n- {name: '${APP}-values', namespace: gpu-operator, files: [values.yaml]}\n"
    "- {name: plugin, namespace: gpu-operator, options: {disableNameSuffixHash: true}, literals: ['any=LITERAL']}\n",
    "base/release.yaml": RELEASE.partition("  values:")[0]
    + "  valuesFrom: [{kind: ConfigMap, name: '${APP}-values'}]\n",
    "base/values.yaml": 'driver: {enabled: "${DRIVER}"}\nmig: {strategy: "${STRATEGY:=single}"}\n'
    "devicePlugin: {config: {name: plugin, default: any}}\n",
    "clusters/gpu.yaml": f"{FLUX}  postBuild:\n"
    "    substitute: {APP: gpus, DRIVER: 'false', STRATEGY: mixed, REPLICAS: '6'}\n",
}
LITERAL = "{sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: ${REPLICAS}}]}}}"


def generated(**changed: str) -> dict[str, str]:
    """Return files of which kustomize makes ConfigMaps, before Flux fills variables in."""
    files = {**GENERATED, **{f"base/{name}.yaml": text for name, text in changed.items()}}
    return {name: text.replace("LITERAL", LITERAL) for name, text in files.items()}


def test_variables_are_filled_in_where_config_maps_are_generated() -> None:
    """In their names, in literals, and in what the files hold: all of that is in the ConfigMap when Flux has it."""
    result = imported(generated(), GPU)
    assert told(result) == []
    plain = {
        "base/release.yaml": RELEASE.partition("  values:")[0]
        + "  values: {driver: {enabled: false}, mig: {strategy: mixed}, devicePlugin: {config: "
        + "{name: plugin, default: any}}}\n",
        "base/plugin.yaml": PLUGIN.replace("replicas: 4", "replicas: 6"),
    }
    assert profile(result) == profile(imported(plain, GPU))


@pytest.mark.parametrize("where", ["options", "generatorOptions"])
def test_a_generated_config_map_may_keep_flux_from_filling_it_in(where: str) -> None:
    """Then it has its variables still, so that nothing in it is taken for what it would be with them."""
    marked = "{annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}, disableNameSuffixHash: true}"
    text = GENERATED["base/kustomization.yaml"]
    if where == "options":
        text = text.replace("{disableNameSuffixHash: true}", marked)
    else:
        text = text.replace("options: {disableNameSuffixHash: true}, ", "") + f"generatorOptions: {marked}\n"
    assert "replicas: 6" not in imported(generated(kustomization=text), GPU).text


def test_a_file_of_two_config_maps_one_of_which_is_left_as_it_is_is_told() -> None:
    """It would be filled in for both, or for none."""
    marked = "options: {annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}}"
    other = f"- {{name: other, namespace: gpu-operator, {marked}, files: [values.yaml]}}\n"
    both = GENERATED["base/kustomization.yaml"] + other
    told_of = [message for code, _, message in told(imported(generated(kustomization=both), GPU)) if code == "IMP012"]
    assert told_of == ["not taken: variables in base/values.yaml, which another ConfigMap takes in as it is"]


def test_files_are_where_they_are_said_to_be_before_flux_fills_anything_in() -> None:
    kustomization = GENERATED["base/kustomization.yaml"].replace("[values.yaml]", "['values.yaml=${APP}.yaml']")
    files = generated(kustomization=kustomization)
    files["base/${APP}.yaml"] = files.pop("base/values.yaml")
    assert profile(imported(files, GPU))["mig"] == {"strategy": "mixed"}


@pytest.mark.parametrize("name", ["(a|a)*(a+)+b", "[", "a" * 300])
def test_a_target_that_cannot_be_looked_for_is_told(name: str) -> None:
    target = f"{{kind: HelmRelease, name: '{name}'}}"
    over = operations("{op: remove, path: /spec/values/mig}", target=target)
    result = imported({**BASE, "over/kustomization.yaml": over}, GPU)
    assert [code for code, _, _ in told(result)] == ["IMP012"]
