"""What kustomizations may add to which objects, and which kustomizations hold what, worked out by hand."""

import pytest

from generator.model.manifest import Manifests
from generator.model.manifest_built import Additions
from tests.manifests.reading import manifests

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: a}
spec: {containers: [{name: a, resources: {limits: {nvidia.com/gpu: 1}}}]}
"""
PATCH = "{path: more.yaml}"
ANYTHING = Additions(to_all=True)
LABELS = Additions(labels=True)
THIS_POD = Additions(objects=frozenset({("Pod", "a")}))


def read(over: str, base: str = "", **more: str) -> Manifests:
    texts = {f"{name}/kustomization.yaml": text for name, text in {"over": over, **more}.items()}
    return manifests({"base/pod.yaml": POD, "base/kustomization.yaml": f"resources: [pod.yaml]\n{base}", **texts})


def added(found: Manifests) -> Additions:
    (pod,) = found.workloads
    assert pod.in_part is found.additions_to(pod.place).may_reach("Pod", "a")
    return found.additions_to(pod.place)


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ("", Additions()),
        ("namespace: there\nimages: [{name: a, newTag: b}]\n", Additions()),
        ("labels: [{pairs: {team: a}}]\n", Additions()),
        ("labels: [{pairs: {team: a}, includeTemplates: true}]\n", LABELS),
        ("labels: [{pairs: {team: a}, includeSelectors: true}]\n", LABELS),
        ("commonLabels: {team: a}\n", LABELS),
        ("commonLabels: {kueue.x-k8s.io/queue-name: a}\n", ANYTHING),
        ("labels: [{pairs: {pod-security.kubernetes.io/enforce: baseline}}]\n", ANYTHING),
        ("replacements: [{path: some.yaml}]\n", ANYTHING),
        ("components: [../not-here]\n", ANYTHING),
        ("patches: [{target: {kind: Deployment}, patch: '[]'}]\n", Additions(kinds=frozenset({"Deployment"}))),
        ("patches: [{target: {kind: Pod|Job}, patch: '[]'}]\n", ANYTHING),
        ("patches: [{target: {name: a}, patch: '[]'}]\n", ANYTHING),
        ("patchesJson6902: [{target: {kind: Pod}, path: a.yaml}]\n", Additions(kinds=frozenset({"Pod"}))),
        ("patches: [{patch: '{apiVersion: v1, kind: Pod, metadata: {name: a}}'}]\n", THIS_POD),
        ("patches: [{patch: 'no: object'}]\n", ANYTHING),
        ("patches: [{path: not-here.yaml}]\n", ANYTHING),
        ("patchesStrategicMerge: [not-here.yaml]\n", ANYTHING),
        ("patchesStrategicMerge:\n- |-\n  apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n", THIS_POD),
        ("patchesStrategicMerge:\n- |-\n  no:\n    object: at all\n", ANYTHING),
    ],
)
def test_a_kustomization_adds_to_what_it_holds(over: str, expected: Additions) -> None:
    assert added(read(f"resources: [../base]\n{over}")) == expected
    assert added(read("resources: [../base]\n", over)) == expected
    assert added(read(f"resources: [../elsewhere]\n{over}")) == Additions()


def test_what_several_add_comes_together() -> None:
    found = read("resources: [../base]\npatches: [{target: {kind: Job}, patch: '[]'}]\n", "commonLabels: {a: b}\n")
    assert added(found) == Additions(kinds=frozenset({"Job"}), labels=True)


@pytest.mark.parametrize("text", [POD, "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostIPC: true}\n"])
def test_a_patch_in_a_file_is_for_the_object_that_it_names(text: str) -> None:
    kustomization = "resources: [pod.yaml]\npatches: [{path: more.yaml}]\n"
    found = manifests({"pod.yaml": POD, "more.yaml": text, "kustomization.yaml": kustomization})
    by_file = {one.place.file: one for one in found.workloads}
    assert found.additions_to(by_file["pod.yaml"].place) == THIS_POD
    assert all(one.in_part for one in found.workloads)


def test_a_patch_alone_is_a_part() -> None:
    found = manifests({"more.yaml": POD, "kustomization.yaml": "patches: [{path: more.yaml}]\n"})
    assert [one.in_part for one in found.workloads] == [True]


@pytest.mark.parametrize(
    ("component", "expected"),
    [("resources: [more.yaml]\n", Additions()), ("patches: [{target: {kind: Pod}, patch: '[]'}]\n", ("Pod",))],
)
def test_components_add_what_they_say(component: str, expected: "Additions | tuple[str, ...]") -> None:
    files = {
        "a/pod.yaml": POD,
        "a/kustomization.yaml": "resources: [pod.yaml]\ncomponents: [../c]\n",
        "c/kustomization.yaml": f"kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\n{component}",
    }
    wanted = expected if isinstance(expected, Additions) else Additions(kinds=frozenset(expected))
    assert added(manifests(files)) == wanted


def test_kustomizations_that_hold_one_another_end() -> None:
    files = {
        "a/pod.yaml": POD,
        "a/kustomization.yaml": "resources: [pod.yaml, ../b]\ncomponents: [../b]\n",
        "b/kustomization.yaml": "resources: [../a]\ncomponents: [../a]\ncommonLabels: {a: b}\n",
    }
    assert added(manifests(files)).labels


LONG = "patches: [{patch: '{apiVersion: v1, kind: Pod, metadata: {name: x-a-y}}'}]\n"
RENAMES = "namePrefix: x-\nnameSuffix: -y\n"


@pytest.mark.parametrize(
    ("top", "over", "base", "reached"),
    [
        (LONG, RENAMES, "", True),
        (LONG, "", RENAMES, True),
        (LONG, "nameSuffix: -y\n", "namePrefix: x-\n", True),
        (LONG, "nameSuffix: -y\n", "", False),
        ("", LONG, RENAMES, True),
        ("", "", LONG + RENAMES, False),
        ("", LONG + "components: [../part]\n", "", True),
    ],
)
def test_a_patch_may_use_the_names_that_objects_get_below_it(top: str, over: str, base: str, *, reached: bool) -> None:
    part = f"{COMPONENT}{RENAMES}"
    found = read(f"resources: [../base]\n{over}", base, top=f"resources: [../over]\n{top}", part=part)
    (pod,) = found.workloads
    assert pod.in_part is reached


COMPONENT = "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\n"
FOR_PODS = "patches: [{target: {kind: Pod}, patch: '[]'}]\n"


def test_a_component_that_nobody_lists_may_be_put_over_anything() -> None:
    """Flux and Argo CD name components in files that need not be among those given."""
    assert added(read("resources: [../base]\n", part=COMPONENT + FOR_PODS)).may_reach("Pod", "a")
    listed = {"part": COMPONENT + FOR_PODS, "other": "resources: [../elsewhere]\ncomponents: [../part]\n"}
    assert added(read("resources: [../base]\n", **listed)) == Additions()


@pytest.mark.parametrize(
    ("entry", "reached"),
    [
        ("https://example.org/me/repo//base?ref=main", True),
        ("github.com/me/repo/base?ref=main", True),
        ("git@example.org:me/repo//base", True),
        ("/repo/base", True),
        ("https://example.org/me/repo//other", False),
        ("other/base", False),
    ],
)
def test_a_base_may_be_meant_by_an_address(entry: str, *, reached: bool) -> None:
    assert added(read(f"resources: ['{entry}']\n{FOR_PODS}")).may_reach("Pod", "a") is reached


def test_what_stands_in_a_list_is_changed_as_any_other() -> None:
    inside = "".join(f"  {line}\n" for line in POD.splitlines())
    kustomization = f"resources: [pods.yaml]\n{FOR_PODS}"
    given = f"apiVersion: v1\nkind: List\nitems:\n- {inside.strip()}\n"
    (pod,) = manifests({"pods.yaml": given, "kustomization.yaml": kustomization}).workloads
    assert pod.in_part


CHART = "helmCharts: [{name: some, valuesInline: {resources: {limits: {nvidia.com/gpu: 1}}}}]\n"


@pytest.mark.parametrize(("more", "reached"), [("", False), ("commonLabels: {a: b}\n", False), (FOR_PODS, True)])
def test_patches_reach_what_a_kustomizations_charts_render(more: str, *, reached: bool) -> None:
    (pod,) = manifests({"kustomization.yaml": CHART + more}).workloads
    assert pod.in_part is reached


FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: a}
spec: {patches: [{target: {kind: Pod}, patch: '[{op: add, path: /spec/runtimeClassName, value: nvidia}]'}]}
"""
RENDERED = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator}}
  postRenderers: [{kustomize: {patches: [{target: {kind: Pod}, patch: '[]'}]}}]
"""


OLD_FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1beta2
kind: Kustomization
metadata: {name: a}
spec: {patchesStrategicMerge: [{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {runtimeClassName: nvidia}}]}
"""
_KUSTOMIZED = "repoURL: https://example.org/a, path: a, kustomize: {patches: [{target: {kind: Pod}, patch: '[]'}]}"
ARGO = f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: gpu}}
spec: {{sources: [{{{_KUSTOMIZED}}}]}}
"""
ARGO_SET = f"""\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {{name: gpu}}
spec: {{template: {{spec: {{source: {{{_KUSTOMIZED}}}}}}}}}
"""


@pytest.mark.parametrize(
    ("beside", "expected"), [(FLUX, True), (OLD_FLUX, True), (ARGO, True), (ARGO_SET, True), (RENDERED, False)]
)
def test_patches_of_flux_may_be_for_any_file(beside: str, *, expected: bool) -> None:
    """Which files are below its path is not known here; what a chart renders is in none of them."""
    (pod,) = manifests({"pod.yaml": POD, "flux.yaml": beside}).workloads
    assert pod.in_part is expected


def test_every_kustomization_above_a_file_holds_it() -> None:
    found = read("resources: [../base]\n", top="resources: [../over]\n", beside="resources: [x.yaml]\n").held_by
    assert found == {
        "base/pod.yaml": {"base", "over", "top"},
        "base/kustomization.yaml": {"base", "over", "top"},
        "over/kustomization.yaml": {"over", "top"},
        "top/kustomization.yaml": {"top"},
        "beside/kustomization.yaml": {"beside"},
    }
    assert manifests(POD).held_by == {}


@pytest.mark.parametrize("name", ["kustomization.yaml", "kustomization.yml", "Kustomization"])
def test_every_name_that_kustomize_knows(name: str) -> None:
    found = manifests({"pod.yaml": POD, name: "resources: [pod.yaml]\ncommonLabels: {a: b}\n"})
    assert added(found).labels
