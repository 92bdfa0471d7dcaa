import pytest

from tests.lint.examples import judged, line_of

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: llm}
spec:
  selector: {matchLabels: {app: llm}}
  template:
    metadata: {labels: {app: llm}}
    spec:
      containers:
      - {name: a, image: b, resources: {limits: {nvidia.com/gpu: 1}}}
"""
PATCH = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME}
spec: {template: {spec: {runtimeClassName: nvidia}}}
"""
COMPONENT = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [{path: p.yaml}]\n"
OPERATIONS = "- {op: replace, path: /spec/replicas, value: 2}\n"


def found(kustomization: str, **files: str) -> list[tuple[str, int, str]]:
    named = {name.replace("_", "/") + ".yaml": text for name, text in files.items()}
    given = {"kustomization.yaml": kustomization, "deploy.yaml": DEPLOYMENT, **named}
    told = [one for one in judged(given).findings if one.code == "REF230"]
    return [(one.file, line_of(one), one.message.partition(":")[0]) for one in told]


RESOURCES = "resources: [deploy.yaml]\n"
MISSED = "the patch is for the Deployment vllm, which is not there"


@pytest.mark.parametrize(
    ("text", "files", "line", "message"),
    [
        (RESOURCES + "patches:\n- path: p.yaml\n", {"p": PATCH.replace("NAME", "vllm")}, 3, MISSED),
        (RESOURCES + "patches:\n- target: {kind: Deployment, name: vl+m}\n  path: p.yaml\n", {"p": PATCH}, 3, "no Dep"),
        (RESOURCES + "patches:\n- path: p.yaml\n", {"p": OPERATIONS + "#nvidia"}, 3, "a patch of operations has no `t"),
        ("resources:\n- deploy.yaml\n- v.yaml\n", {"v": "driver: {}\ntoolkit: {}\n"}, 3, "v.yaml is no object of Kube"),
        ("resources:\n- deploy.yaml\n- c\n", {"c_kustomization": COMPONENT}, 3, "c is a component"),
        (RESOURCES + "components:\n- c\n", {"c_kustomization": "resources: []\n"}, 3, "c is no component"),
        ("configMapGenerator:\n- name: a\n  literals:\n  - 'any: nvidia'\n", {}, 4, "the literal 'any"),
        ("configMapGenerator:\n- name: nvidia\n  literals:\n  - ''\n", {}, 4, "the literal '' has no ="),
    ],
)
def test_what_kustomize_ends_with_or_passes_over(text: str, files: dict[str, str], line: int, message: str) -> None:
    ((file, at, told),) = found(text, **files)
    assert (file, at) == ("kustomization.yaml", line)
    assert told.startswith(message)


CYCLE = "is a folder that holds this kustomization"


@pytest.mark.parametrize(
    ("folder", "entry", "count"),
    [
        ("overlays/gpu", "../..", 1),
        ("overlays/gpu", "../../", 1),
        ("overlays/gpu", "..", 1),
        ("overlays/gpu", "../../..", 1),
        ("overlays/gpu", ".", 1),
        ("overlays/gpu", "../../base", 0),
        ("overlays/gpu", "../cpu", 0),
        ("overlays/gpu", "..yaml", 0),
        ("overlays/gpu", "${BASE}", 0),
        ("overlays/gpu", "https://github.com/o/r//", 0),
        ("../x/gpu", "..", 1),
        ("../x/gpu", "../..", 1),
        ("../x/gpu", "../../..", 1),
        ("../x/gpu", "../y", 0),
        ("../../x", "../y", 0),
        ("/srv/k/gpu", "..", 1),
    ],
)
@pytest.mark.parametrize("key", ["resources", "bases", "components"])
def test_an_overlay_below_its_base(folder: str, entry: str, count: int, key: str) -> None:
    files = {
        f"{folder}/kustomization.yaml": f"{key}:\n- {entry}\npatches:\n- path: p.yaml\n",
        f"{folder}/p.yaml": DEPLOYMENT,
    }
    told = [one for one in judged(files).findings if CYCLE in one.message]
    assert [(one.file, line_of(one)) for one in told] == [(f"{folder}/kustomization.yaml", 2)] * count


@pytest.mark.parametrize(
    ("text", "files"),
    [
        (RESOURCES + "patches:\n- path: p.yaml\n", {"p": PATCH.replace("NAME", "llm")}),
        (RESOURCES + "patches:\n- path: p.yaml\n  target: {kind: Deployment}\n", {"p": PATCH}),
        (RESOURCES + "patches:\n- path: p.yaml\n  target: {kind: Deployment, name: l.*}\n", {"p": PATCH}),
        (RESOURCES + "patches:\n- path: p.yaml\n  target: {kind: Deployment, name: '[[:alpha:]]+'}\n", {"p": PATCH}),
        # An expression that Python would follow up for ever.
        (RESOURCES + "patches:\n- path: p.yaml\n  target: {kind: Deployment, name: '(l|l)*(l+)+b'}\n", {"p": PATCH}),
        (RESOURCES + "patches:\n- path: p.yaml\n  target: {kind: Deployment, name: 'a{99999999999}'}\n", {"p": PATCH}),
        (RESOURCES + "patches:\n- path: p.yaml\n  target: {labelSelector: a=b}\n", {"p": PATCH}),
        (RESOURCES + "patches:\n- path: p.yaml\n  target: {kind: Deployment, name: '(', }\n", {"p": PATCH}),
        (RESOURCES + "patches:\n- path: p.yaml\n", {}),
        (RESOURCES + "patches:\n- path: p.yaml\n", {"p": PATCH.replace("NAME", "${NAME}")}),
        ("resources: [deploy.yaml, other.yaml]\npatches:\n- path: p.yaml\n", {"p": PATCH}),
        ("resources: [deploy.yaml, 'https://example.com/a']\npatches:\n- path: p.yaml\n", {"p": PATCH}),
        (RESOURCES + "helmCharts: [{name: a}]\npatches:\n- path: p.yaml\n", {"p": PATCH}),
        (RESOURCES + "components:\n- c\n", {"c_kustomization": COMPONENT, "c_p": PATCH}),
        ("namePrefix: v\n" + RESOURCES + "patches:\n- path: p.yaml\n", {"p": PATCH.replace("NAME", "llm")}),
        ("configMapGenerator:\n- name: a\n  literals: [any=nvidia, '${ANY}']\n", {}),
    ],
)
def test_what_is_there_or_not_known(text: str, files: dict[str, str]) -> None:
    assert found(text, **files) == []


@pytest.mark.parametrize(
    ("text", "files", "file"),
    [
        ("resources: [.]\n", {}, "kustomization.yaml"),
        (
            "resources: [b]\npatches:\n- path: p.yaml\n",
            {"b_kustomization": "resources: [../.]\n", "p": PATCH},
            "b/kustomization.yaml",
        ),
    ],
)
def test_of_those_that_hold_one_another_nothing_else_is_told(text: str, files: dict[str, str], file: str) -> None:
    ((at, line, message),) = found(text, **files)
    assert (at, line) == (file, 1)
    assert CYCLE in message


FLUX = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  postRenderers:
  - kustomize:
      patches:
      - target:
          kind: KIND
          name: NAME
        patch: |
          - op: add
            path: POINTER
            value: a
"""


def of_flux(kind: str = "Deployment", name: str = "gpu-operator", pointer: str = "/spec/replicas") -> list[int]:
    text = FLUX.replace("KIND", kind).replace("NAME", name).replace("POINTER", pointer)
    return [line_of(one) for one in judged(text).findings if one.code == "REF230"]


@pytest.mark.parametrize(
    ("pointer", "lines"),
    [
        ("/spec/template/spec/nodeSelector/nvidia.com/gpu.present", [14]),
        ("/metadata/labels/app.kubernetes.io/name", [14]),
        ("/spec/template/spec/containers/0/resources/limits/nvidia.com/gpu", [14]),
        ("/metadata/labels/app.kubernetes.io~1name", []),
        ("/metadata/labels", []),
        ("/spec/limits/0/max/nvidia.com~1gpu", []),
        ("/spec/values/labels/a/b", []),
        ("/spec/versions/0/schema/openAPIV3Schema/properties/labels/items/type", []),
        ("/spec/template/spec/containers/0/env/-", []),
    ],
)
def test_slashes_in_pointers(pointer: str, lines: list[int]) -> None:
    assert of_flux(pointer=pointer) == lines


@pytest.mark.parametrize(
    ("kind", "name", "lines"),
    [
        ("DaemonSet", "nvidia-device-plugin-daemonset", [11]),
        ("DaemonSet", "nvidia-driver-daemonset", [11]),
        ("DaemonSet", "gpu-operator-node-feature-discovery-worker", []),
        ("Deployment", "gpu-operator", []),
    ],
)
def test_what_the_operator_makes_is_not_its_charts(kind: str, name: str, lines: list[int]) -> None:
    assert of_flux(kind, name) == lines


def operated(*operations: str, kustomization: str = "resources: [deploy.yaml]\n", more: str = "") -> list[str]:
    """Return what is said of operations on the Deployment, each given as `op path`."""
    listed = "".join(f"    - {{op: {one.split()[0]}, path: {one.split()[1]}, value: a}}\n" for one in operations)
    text = f"{kustomization}patches:\n- target: {{kind: Deployment, name: llm}}\n  patch: |\n{listed}{more}"
    return [message for _, _, message in found(text)]


OF_SPEC = "/spec/template/spec"


@pytest.mark.parametrize(
    ("operation", "lacking"),
    [
        (f"add {OF_SPEC}/nodeSelector/gpu", f"{OF_SPEC}/nodeSelector, so that there is nothing to add to"),
        (f"add {OF_SPEC}/tolerations/-", f"{OF_SPEC}/tolerations, so that there is nothing to add to"),
        ("replace /spec/replicas", "/spec/replicas, so that there is nothing to replace"),
        (f"remove {OF_SPEC}/runtimeClassName", f"{OF_SPEC}/runtimeClassName, so that there is nothing to remove"),
        (
            f"replace {OF_SPEC}/containers/1/image",
            f"{OF_SPEC}/containers/1, so that there is nothing to replace",
        ),
        (
            f"replace {OF_SPEC}/containers/²/image",
            f"{OF_SPEC}/containers/², so that there is nothing to replace",
        ),
        (
            f"remove {OF_SPEC}/containers/0/resources/limits/nvidia.com~1mig-1g.5gb",
            f"{OF_SPEC}/containers/0/resources/limits/nvidia.com/mig-1g.5gb, so that there is nothing to remove",
        ),
    ],
)
def test_an_operation_without_a_place_is_told(operation: str, lacking: str) -> None:
    assert operated(operation) == [f"Deployment llm has no {lacking}"]


def test_an_index_of_thousands_of_digits_is_no_index() -> None:
    assert len(operated(f"replace {OF_SPEC}/containers/{'9' * 5000}/image")) == 1


@pytest.mark.parametrize(
    "operations",
    [
        (f"add {OF_SPEC}/nodeSelector",),
        (f"add {OF_SPEC}/nodeSelector", f"add {OF_SPEC}/nodeSelector/gpu"),
        (f"add {OF_SPEC}/containers/-",),
        (f"add {OF_SPEC}/containers/1",),
        (f"replace {OF_SPEC}/containers/0/image",),
        (f"replace {OF_SPEC}/containers/0/resources/limits/nvidia.com~1gpu",),
        ("add /metadata/annotations/a",),
        (f"add {OF_SPEC}/${{FIELD}}/a",),
        (f"test {OF_SPEC}/nodeSelector", f"add {OF_SPEC}/nodeSelector/gpu"),
    ],
)
def test_an_operation_with_a_place_is_passed_over(operations: tuple[str, ...]) -> None:
    assert operated(*operations) == []


def test_where_something_else_may_change_the_object_nothing_is_said_of_its_fields() -> None:
    wanted = f"add {OF_SPEC}/nodeSelector/gpu"
    other = "- target: {kind: Deployment}\n  patch: '[{op: add, path: /spec/paused, value: true}]'\n"
    assert operated(wanted, more=other) == []
    assert operated(wanted, kustomization="resources: [deploy.yaml]\ncomponents: [c]\n") == []
    assert operated("replace /spec/replicas", more="replicas: [{name: llm, count: 2}]\n") == []


@pytest.mark.parametrize(
    ("listed", "line"),
    [("[deploy.yaml, deploy.yaml]", 1), ("\n- deploy.yaml\n- p.yaml\n- ./deploy.yaml", 4)],
)
def test_what_is_listed_twice_is_told(listed: str, line: int) -> None:
    told = found(f"resources: {listed}\n", p=PATCH)
    assert [(one, message.rpartition(" is ")[2]) for _, one, message in told] == [(line, "listed twice")]


@pytest.mark.parametrize(
    ("listed", "files", "message"),
    [
        ("[deploy.ymal]", {}, ["there is no deploy.ymal"]),
        ("[./deplyo.yaml]", {}, ["there is no ./deplyo.yaml"]),
        ("[nvidai]", {"nvidia_kustomization": "resources: []"}, ["there is no nvidai"]),
        ("[elsewhere.yaml]", {}, []),
        ("[deploy.yaml, deploys.yaml]", {}, []),
        ("[https://example.com/deploy.yam]", {}, []),
        ("[deploy1.yaml]", {"deploy1": "# made later"}, []),
    ],
)
def test_a_name_that_is_misspelt_is_told(listed: str, files: dict[str, str], message: list[str]) -> None:
    assert [one for _, _, one in found(f"resources: {listed}\n", **files)] == message


PARTS = ("idle", "sizes", "serving")
OF_GPUS = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: nvidia.com/gpu}\n"


def entries_told(*entries: str) -> list[tuple[str, str | None]]:
    """What is said of entries, where base and components are there, one of them for GPUs."""
    files = {f"instance/components/{part}/kustomization.yaml": "kind: Component\n" for part in (*PARTS, "gpu-profile")}
    files |= {f"instance/components/{part}/a.yaml": OF_GPUS for part in (*PARTS, "gpu-profile")}
    files["instance/base/kustomization.yaml"] = "resources: [a.yaml]\n"
    files["instance/base/a.yaml"] = OF_GPUS
    files["instance/overlays/gpu/kustomization.yaml"] = "kind: Kustomization\ncomponents:\n" + "".join(
        f"- {e}\n" for e in entries
    )
    findings = [one for one in judged(files).findings if one.code == "REF230" and "there is no" in one.message]
    return [(one.message.partition(":")[0].removeprefix("there is no "), one.fix) for one in findings]


HERE = tuple(f"../../components/{part}" for part in PARTS)


@pytest.mark.parametrize(
    "entry",
    ["../../gpu-profile", "../components/gpu-profile", "../../../components/gpu-profile", "components/gpu-profile"],
)
def test_an_entry_that_leads_past_what_it_means(entry: str) -> None:
    assert entries_told(*HERE, entry) == [(entry, "Did you mean ../../components/gpu-profile?")]


@pytest.mark.parametrize(
    "entries",
    [
        (*HERE, "../../components/gpu-profile"),
        # Not all files were given, or not enough to tell.
        (*HERE, "../../gpu-profile", "../../elsewhere"),
        (HERE[0], "../../gpu-profile"),
        # Nothing of this name is nearby, or it is listed already.
        (*HERE, "../../elsewhere"),
        (*HERE, "../../idle"),
        (*HERE, "https://github.com/a/gpu-profile?ref=v1"),
        (*HERE, "../../${PROFILE}"),
    ],
)
def test_entries_of_which_nothing_can_be_said(entries: tuple[str, ...]) -> None:
    assert entries_told(*entries) == []


POLICY = "apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {name: cluster-policy}\nspec: {driver: {}}\n"


def targeted(target: str) -> list[tuple[str, str | None]]:
    text = f"""\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [policy.yaml]
patches:
  - target: {target}
    patch: |-
      - op: replace
        path: /spec/driver
        value: {{enabled: false}}
"""
    findings = judged({"kustomization.yaml": text, "policy.yaml": POLICY}).findings
    return [(one.message.split(":")[0], one.fix) for one in findings if one.code == "REF230"]


@pytest.mark.parametrize(
    ("target", "message", "fix"),
    [
        (
            "{kind: ClusterPolicy, version: nvidia.com/v1}",
            "no object's version is nvidia.com/v1, which is an apiVersion",
            "Write `group: nvidia.com` and `version: v1`.",
        ),
        (
            "{kind: ClusterPolicy, group: nvidia.com/v1}",
            "no object's group is nvidia.com/v1, which is an apiVersion",
            "Write `group: nvidia.com` and `version: v1`.",
        ),
        (
            "{kind: clusterpolicies}",
            "no clusterpolicies is among what is patched, but ClusterPolicy",
            "Write ClusterPolicy.",
        ),
        (
            "{kind: Clusterpolicy}",
            "no Clusterpolicy is among what is patched, but ClusterPolicy",
            "Write ClusterPolicy.",
        ),
    ],
)
def test_a_target_that_nothing_meets(target: str, message: str, fix: str) -> None:
    assert targeted(target) == [(message, fix)]


@pytest.mark.parametrize(
    "target",
    [
        "{kind: ClusterPolicy, group: nvidia.com, version: v1}",
        "{kind: Cluster.*}",
        "{kind: Deployment}",
        "{kind: '${KIND}', version: '${GROUP}/v1'}",
        "{kind: ClusterPolicy, version: v1|v1/v2/v3}",
    ],
)
def test_a_target_that_something_meets_or_may_meet(target: str) -> None:
    assert targeted(target) == []
