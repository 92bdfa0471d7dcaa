import pytest

from tests.lint.examples import judged, line_of

FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: llm}
spec:
  interval: 10m
  prune: true
  path: ./llm
  sourceRef: {kind: GitRepository, name: cluster}
  patches:
"""
RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: llm}
spec:
  interval: 10m
  chart: {spec: {chart: llm, sourceRef: {kind: HelmRepository, name: any}}}
  postRenderers:
  - kustomize:
      patches:
"""
FORMER = """\
apiVersion: helm.toolkit.fluxcd.io/v2beta1
kind: HelmRelease
metadata: {name: llm}
spec:
  interval: 10m
  chart: {spec: {chart: llm, sourceRef: {kind: HelmRepository, name: any}}}
  postRenderers:
  - kustomize:
      patchesStrategicMerge:
"""
ARGO = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: llm}
spec:
  project: default
  destination: {name: a, namespace: b}
  source:
    repoURL: https://example.org/a
    path: llm
    kustomize:
      patches:
"""
ARGO_SET = """\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: llm}
spec:
  generators: []
  template:
    metadata: {name: llm}
    spec:
      project: default
      destination: {name: a, namespace: b}
      sources:
      - repoURL: https://example.org/a
        path: llm
        kustomize:
          patches:
"""
COMPONENT = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n"
TRANSFORMER = "apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: a}\n"
HELMFILE = "releases:\n- name: llm\n  chart: any/llm\n"
MERGED = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: llm}
spec:
  template:
    spec:
      containers:
      - name: main
        runtimeClassName: nvidia
"""
OPERATION = "- op: add\n  path: /spec/template/spec/containers/0/runtimeClassName\n  value: nvidia\n"
NO_FIELD = "runtimeClassName is no field of a container"


def indented(text: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in text.splitlines())


def found(files: "str | dict[str, str]") -> list[tuple[int, str, str]]:
    told = judged(files).findings
    return [(line_of(one), one.code, one.message.partition(":")[0]) for one in told]


def patched(patch: str, target: str = "") -> list[tuple[int, str, str]]:
    """Return what is found, lines counted within the patch."""
    to = f"  - target: {{{target}}}\n    patch: |\n" if target else "  - patch: |\n"
    text = f"{FLUX}{to}{indented(patch, 6)}"
    before = text.count("\n") - patch.count("\n")
    return [(line - before, code, message) for line, code, message in found(text)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"{FLUX}  - patch: |\n{indented(MERGED, 6)}", 10 + 9),
        (f"{FLUX}  - target: {{kind: Deployment}}\n    patch: |\n{indented(OPERATION, 6)}", 11 + 2),
        (f"{RELEASE}      - patch: |\n{indented(MERGED, 10)}", 10 + 9),
        (f"{FORMER}      - {indented(MERGED, 8).lstrip()}", 9 + 9),
        (f"{ARGO}      - patch: |-\n{indented(MERGED, 10)}", 12 + 9),
        (f"{ARGO_SET}          - patch: |-\n{indented(MERGED, 14)}", 16 + 9),
        (f"{COMPONENT}- patch: |-\n{indented(MERGED, 4)}", 4 + 9),
        (f"{TRANSFORMER}target: {{kind: Deployment}}\npatch: |-\n{indented(OPERATION, 2)}", 5 + 2),
        (f"{HELMFILE}  strategicMergePatches:\n  - {indented(MERGED, 4).lstrip()}", 4 + 9),
        (
            f"{HELMFILE}  jsonPatches:\n  - target: {{kind: Deployment}}\n    patch:\n{indented(OPERATION, 4)}",
            6 + 2,
        ),
    ],
)
def test_wherever_a_patch_stands(text: str, line: int) -> None:
    assert found(text) == [(line, "KUB201", NO_FIELD)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"patches:\n- patch: |-\n{indented(MERGED, 4)}", 11),
        (f"patchesStrategicMerge:\n- |-\n{indented(MERGED, 2)}", 11),
        (f"patchesJson6902:\n- target: {{kind: Deployment}}\n  patch: |-\n{indented(OPERATION, 4)}", 5),
    ],
)
def test_in_a_kustomization(text: str, line: int) -> None:
    assert found({"kustomization.yaml": text}) == [(line, "KUB201", NO_FIELD)]


def test_a_request_in_a_file_that_patches() -> None:
    asking = MERGED.replace("runtimeClassName: nvidia", "resources: {requests: {nvidia.com/gpu: 1}}")
    kustomization = "resources: [https://example.org/llm]\npatches: [{path: gpu.yaml}]\n"
    assert found({"kustomization.yaml": kustomization, "gpu.yaml": asking}) == []
    whole = asking.replace("- name: main", "- name: main\n        image: cuda")
    assert [code for _, code, _ in found({"kustomization.yaml": kustomization, "gpu.yaml": whole})] == ["WRK201"]
    assert [code for _, code, _ in found(asking)].count("WRK201") == 1


def test_a_patch_within_a_patch() -> None:
    release = (
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: llm}\nspec:\n  postRenderers:\n"
    )
    inner = f"{release}  - kustomize:\n      patches:\n      - patch: |\n{indented(MERGED, 10)}"
    assert patched(inner) == [(8 + 9, "KUB201", NO_FIELD)]
    # Such patches are written without apiVersion too, and so are the kustomizations that hold them.
    short = inner.replace("apiVersion: helm.toolkit.fluxcd.io/v2\n", "")
    assert patched(short, "kind: HelmRelease") == [(7 + 9, "KUB201", NO_FIELD)]
    head = "kind: Kustomization\nmetadata: {name: any}\nspec:\n  patches:\n  - patch: |\n"
    assert [code for _, code, _ in found(head + indented(short, 6))] == ["KUB201"]


def test_operations_in_a_file() -> None:
    kustomization = "patches:\n- path: ops/gpu.yaml\n  target: {kind: Deployment}\n"
    (one,) = judged({"kustomization.yaml": kustomization, "ops/gpu.yaml": OPERATION}).findings
    assert (one.file, line_of(one), one.code) == ("ops/gpu.yaml", 2, "KUB201")


def test_a_patch_with_another_kind_than_its_target() -> None:
    merged = MERGED.replace("Deployment", "not-used")
    assert patched(merged, "kind: Deployment") == [(9, "KUB201", NO_FIELD)]
    assert patched(merged, "kind: Anything") == []


@pytest.mark.parametrize(
    ("container", "line", "code"),
    [
        ("resources: {nvidia.com/gpu: 1}", 9, "KUB201"),
        ("resources: {limits: nvidia.com/gpu}", 9, "KUB202"),
        ("resources: {limits: {nvidia.com/gpu: 0.5}}", 9, "WRK201"),
        ("resources: {requests: {nvidia.com/gpu: 1}, limits: {nvidia.com/gpu: 2}}", 9, "WRK201"),
        ("resources: {limits: {nvdia.com/gpu: 1}}", 9, "WRK202"),
        ("resources: {limits: {gpu: 1}}", 9, "WRK202"),
        ("resources: {limits: {nvidia.com/gpu: 1, memory: 8GB}}", 9, "KUB204"),
        ("env: [{name: NVIDIA_VISIBLE_DEVICES, value: 1}]", 9, "WRK214"),
    ],
)
def test_what_is_wrong_in_a_container(container: str, line: int, code: str) -> None:
    patch = MERGED.replace("runtimeClassName: nvidia", container)
    assert [(at, of) for at, of, _ in patched(patch)] == [(line, code)]


@pytest.mark.parametrize(
    "container",
    [
        "resources: {requests: {nvidia.com/gpu: 1}}",
        "resources: {limits: {nvidia.com/gpu: 1, nvdia.com/gpu: null}}",
        "resources: {nvidia.com/gpu: null}",
        "resources: {limits: {$patch: replace, nvidia.com/gpu: 1}}",
        "$patch: delete\n        runtimeClassName: nvidia",
        "$setElementOrder/env: [{name: GPU}]",
        "$retainKeys: [gpu]",
        "$deleteFromPrimitiveList/args: [--gpu]",
        'resources: {limits: {nvidia.com/gpu: "${GPUS}"}}',
        "args: [--gpu]",
    ],
)
def test_what_is_right_in_a_container(container: str) -> None:
    assert patched(MERGED.replace("runtimeClassName: nvidia", container)) == []


def test_a_pod_of_which_no_container_is_said() -> None:
    patch = MERGED.partition("      containers")[0]
    assert patched(f"{patch}      nodeSelector: {{nvidia.com/gpu.present: true}}\n")[0][:2] == (7, "WRK214")
    assert patched(f"{patch}      nodeSelector: {{nvdia.com/gpu.present: 'true'}}\n")[0][:2] == (7, "WRK221")
    assert patched(f"{patch}      runtimeClassName: nvidia\n") == []


def test_a_list_that_is_replaced() -> None:
    patch = MERGED.replace("      - name", "      - $patch: replace\n      - name")
    assert patched(patch) == [(10, "KUB201", NO_FIELD)]


POD = "/spec/template/spec"
LIMITS = f"{POD}/containers/0/resources/limits"


@pytest.mark.parametrize(
    ("target", "path", "value", "line", "code"),
    [
        ("kind: Deployment", "/spec/nodeSelector", "{gpu: a}", 2, "KUB201"),
        ("kind: StatefulSet", "/spec/nodeSelector", "{gpu: a}", 2, "KUB201"),
        ("kind: (Deployment|DaemonSet)", f"{POD}/containers/0/tolerations", "[{key: gpu}]", 2, "KUB201"),
        ("kind: CronJob", "/spec/jobTemplate/spec/template/spec/containers/0/runtimeClassName", "nvidia", 2, "KUB201"),
        ("kind: Pod", "/spec/containers/0/runtimeClassName", "nvidia", 2, "KUB201"),
        ("kind: Deployment", f"{POD}/containers/0/nodeSelector/gpu", "a", 2, "KUB201"),
        ("kind: Deployment", f"{POD}/containers/0/resources/nvidia.com~1gpu", "1", 2, "KUB201"),
        ("kind: Deployment", f"{POD}/containers/0/resources", "{nvidia.com/gpu: 1}", 3, "KUB201"),
        ("kind: Deployment", f"{POD}/containers/-", "{name: a, image: b, runtimeClassName: nvidia}", 3, "KUB201"),
        ("kind: Deployment", f"{LIMITS}/nvidia.com~1gpu", "0.5", 3, "WRK201"),
        ("kind: Deployment", f"{LIMITS}/nvidia.com~1gpu", "'0.5'", 3, "WRK201"),
        ("kind: Deployment", f"{LIMITS}/nvdia.com~1gpu", "1", 2, "WRK202"),
        ("kind: Deployment", f"{LIMITS}/nvidia.com/gpu", "1", 2, "REF230"),
        (
            "group: argoproj.io, version: v1alpha1, kind: Rollout",
            f"{POD}/containers/0/runtimeClass",
            "nvidia",
            2,
            "KUB201",
        ),
    ],
)
def test_operations(target: str, path: str, value: str, line: int, code: str) -> None:
    patch = f"- op: add\n  path: {path}\n  value: {value}\n"
    assert [(at, of) for at, of, _ in patched(patch, target)] == [(line, code)]


@pytest.mark.parametrize(
    ("target", "path", "value"),
    [
        ("kind: Deployment", f"{POD}/runtimeClassName", "nvidia"),
        ("kind: Deployment", f"{LIMITS}/nvidia.com~1gpu", "'1'"),
        ("kind: Deployment", f"{LIMITS}/nvidia.com~1gpu", "${GPUS}"),
        ("kind: Deployment", f"{POD}/containers/0/resources/requests/nvidia.com~1gpu", "1"),
        ("kind: Deployment", f"{POD}/nodeSelector/nvidia.com~1gpu.present", "'true'"),
        ("kind: Deployment", f"{POD}/containers/0/env/-", "{name: NVIDIA_VISIBLE_DEVICES, value: all}"),
        ("kind: Deployment", f"{POD}/containers/0/args/0", "--gpu"),
        ("kind: Deployment", "/metadata/annotations/0", "gpu"),
        ("kind: LimitRange", "/spec/limits/0/max/nvidia.com~1gpu", "1"),
        # Volcano has a Job, OpenKruise a StatefulSet.
        ("kind: Job", "/spec/tasks/0/template/spec/gpu", "1"),
        ("kind: StatefulSet", "/spec/scaleStrategy", "{gpu: 1}"),
        ("kind: (Deployment|StatefulSet)", "/spec/serviceName", "gpu"),
        ("kind: .*", f"{POD}/containers/0/gpu", "1"),
        ("kind: Anything", f"{POD}/containers/0/runtimeClassName", "nvidia"),
        ("group: example.org, version: v1, kind: Deployment", "/spec/gpu", "nvidia"),
        ("kind: HelmRelease", "/spec/values/gpu", "{limits: 0.5}"),
        ("name: llm", f"{POD}/containers/0/runtimeClassName", "nvidia"),
    ],
)
def test_operations_that_are_right_or_unclear(target: str, path: str, value: str) -> None:
    assert patched(f"- op: add\n  path: {path}\n  value: {value}\n", target) == []


@pytest.mark.parametrize("op", ["remove", "test"])
def test_operations_that_add_nothing(op: str) -> None:
    assert patched(OPERATION.replace("add", op), "kind: Deployment") == []


@pytest.mark.parametrize("odd", ["[]", "3", "[1, [2]]", "{op: add, path: gpu}", "gpu: [", "- {op: add, path: /gpu/-}"])
def test_odd_patches(odd: str) -> None:
    assert judged(f"{FLUX}  - {{target: {{kind: Deployment, name: gpu}}, patch: '{odd}'}}\n").files == 1
    assert judged(f"{FLUX}  - {{target: [gpu], patch: '{odd}'}}\n").files == 1


def test_patches_without_a_word_of_gpus_are_not_looked_at() -> None:
    assert patched(MERGED.replace("nvidia", "gvisor")) == []


def test_large_values_are_told_where_they_begin() -> None:
    many = ", ".join(f"v{index}: a" for index in range(400))
    patch = f"- op: add\n  path: {POD}/containers/0\n  value:\n    {{name: a, gpu: {{{many}}}}}\n"
    assert [(at, of) for at, of, _ in patched(patch, "kind: Deployment")] == [(2, "KUB201")]
