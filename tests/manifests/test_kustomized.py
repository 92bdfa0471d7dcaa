"""What becomes of files that kustomizations list, worked out by hand."""

import pytest

from generator.model.manifest import Manifests
from tests.manifests.reading import manifests

MAP = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: sharing, namespace: own}
data: {any: "sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 2}]}}"}
"""
RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpus, namespace: own}
spec: {chart: {spec: {chart: gpu-operator}}}
"""
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: own}
spec: {containers: [{name: a, resources: {limits: {nvidia.com/gpu: 1}}}]}
"""
FILES = {"base/map.yaml": MAP, "base/release.yaml": RELEASE, "base/pod.yaml": POD}
BASE = "resources: [map.yaml, ./release.yaml, pod.yaml]\n"


def read(**kustomizations: str) -> Manifests:
    return manifests({**FILES, **{f"{name}/kustomization.yaml": text for name, text in kustomizations.items()}})


def names(found: Manifests) -> tuple[str | None, ...]:
    (use,), (one,), (config,), (pod,) = found.charts, found.config_maps, found.plugin_configs, found.workloads
    assert (config.name, config.namespace) == (one.name, one.namespace)
    return one.name, one.namespace, use.namespace, pod.namespace


@pytest.mark.parametrize(
    ("kustomizations", "expected"),
    [
        ({}, ("sharing", "own", "own", "own")),
        ({"base": BASE}, ("sharing", "own", "own", "own")),
        ({"base": BASE + "namespace: there\n"}, ("sharing", "there", "there", "there")),
        ({"base": "resources: [map.yaml]\nnamespace: there\n"}, ("sharing", "there", "own", "own")),
        (
            {"base": BASE + "namespace: inner\nnamePrefix: a-\n", "over": "resources: [../base]\nnamePrefix: b-\n"},
            ("b-a-sharing", "inner", "inner", "inner"),
        ),
        (
            {"base": BASE + "namespace: inner\nnameSuffix: -a\n", "over": "bases: [../base/]\nnamespace: outer\n"},
            ("sharing-a", "outer", "outer", "outer"),
        ),
        (
            {"base": BASE, "one": "resources: [../base]\nnamespace: one\n", "two": "resources: [../base]\n"},
            ("sharing", None, None, None),
        ),
        ({"base": BASE + "namespace: ${NS}\n"}, ("sharing", None, None, None)),
        ({"base": "resources: [../base]\nnamespace: there\n"}, ("sharing", "own", "own", "own")),
        ({"base": "resources: [{}, https://a.example/b]\nnamespace: {}\n"}, ("sharing", "own", "own", "own")),
    ],
)
def test_namespaces_and_names(kustomizations: dict[str, str], expected: tuple[str | None, ...]) -> None:
    assert names(read(**kustomizations)) == expected


def test_fluxs_own_kustomization_lists_nothing() -> None:
    text = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nresources: [map.yaml]\nnamespace: there\n"
    assert names(read(base=text))[1] == "own"


FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: gpu, namespace: flux-system}}
spec: {{path: {}, targetNamespace: {}}}
"""


@pytest.mark.parametrize(
    ("path", "namespace", "expected"),
    [
        ("./apps/gpu", "there", "there"),
        ("apps/gpu/", "there", "there"),
        ("gpu", "there", "there"),
        ("./apps/other", "there", "inner"),
        ("./", "there", "inner"),
        ("./apps/gpu", "'${NS}'", None),
        ("./apps/gpu", "''", "inner"),
        ("apps/gpu, prune: true", "[]", "inner"),
    ],
)
def test_flux_puts_what_lies_at_its_path_into_its_target_namespace(
    path: str, namespace: str, expected: str | None
) -> None:
    inner = {f"apps/gpu/{name.partition('/')[2]}": text for name, text in FILES.items()}
    kustomization = {"apps/gpu/kustomization.yaml": BASE + "namespace: inner\n"}
    found = manifests({**inner, **kustomization, "apps/gpu.yaml": FLUX.format(path, namespace)})
    assert set(names(found)[1:]) == {expected}


def test_two_target_namespaces_for_one_path_say_nothing() -> None:
    texts = {f"{name}.yaml": FLUX.format("base", name) for name in ("gpu-a", "gpu-b")}
    found = manifests({**FILES, "base/kustomization.yaml": BASE, **texts})
    assert names(found) == ("sharing", "own", "own", "own")


def test_a_target_namespace_stays() -> None:
    files = {**FILES, "base/release.yaml": RELEASE.replace("spec: {", "spec: {targetNamespace: target, ")}
    (use,) = manifests({**files, "base/kustomization.yaml": BASE + "namespace: there\n"}).charts
    assert use.namespace == "target"


def test_where_a_namespace_comes_from_is_kept() -> None:
    (one,) = read(base=BASE + "namespace: there\n").config_maps
    assert one.moved is not None
    assert (one.moved.place.file, one.moved.place.steps) == ("base/kustomization.yaml", (("namespace",),))


def test_a_component_changes_what_its_user_holds() -> None:
    component = "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\n"
    over = "components: [../part]\n"
    found = read(base=BASE + over, part=component + "namespace: part\nnamePrefix: p-\n")
    assert names(found) == ("p-sharing", "part", "part", "part")
    found = read(base=BASE + over + "namespace: base\nnamePrefix: b-\n", part=component + "namePrefix: p-\n")
    assert names(found) == ("b-p-sharing", "base", "base", "base")


def test_of_several_folders_it_is_not_known_which_one_flux_means() -> None:
    inner = {f"{root}/apps/{name.partition('/')[2]}": text for root in ("a", "b") for name, text in FILES.items()}
    lists = {f"{root}/apps/kustomization.yaml": BASE for root in ("a", "b")}
    found = manifests({**inner, **lists, "gpu.yaml": FLUX.format("./apps", "there")})
    assert {one.namespace for one in found.workloads} == {"own"}
