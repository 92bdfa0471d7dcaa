"""ConfigMaps that kustomizations generate: keys, texts and their places, and whether a hash is put behind the name."""

import pytest

from generator.model.manifest import takes_away
from generator.model.manifest_value import Place
from generator.model.tree import path_text
from tests.lint.examples import judged
from tests.manifests.reading import manifests


@pytest.mark.parametrize(
    ("options", "hashed"),
    [
        ("", True),
        ("generatorOptions: {disableNameSuffixHash: true}\n", False),
        ("generatorOptions: {disableNameSuffixHash: false}\n", True),
        ("generatorOptions: {labels: {a: b}}\n", True),
        ("vars: []\n", False),
    ],
)
def test_hashes(options: str, hashed: bool) -> None:
    text = f"{options}configMapGenerator: [{{name: gpu, literals: [a=b]}}]\n"
    (one,) = manifests({"kustomization.yaml": text}).config_maps
    assert (one.name, one.keys, one.hashed) == ("gpu", ("a",), hashed)


@pytest.mark.parametrize(
    ("literal", "text", "before"),
    [
        ("a=b", "b", 2),
        ("key.yaml=a=b", "a=b", 9),
        ("'a=\"b c\"'", "b c", 3),
        ("\"a='b'\"", "b", 3),
        ("a=", "", 2),
        ("a='", "'", 2),
    ],
)
def test_literals(literal: str, text: str, before: int) -> None:
    given = (
        f"configMapGenerator:\n- name: gpu\n  literals:\n  - {literal}\n  - 'sharing=sharing: {{timeSlicing: {{}}}}'\n"
    )
    (config,) = manifests({"kustomization.yaml": given}).plugin_configs
    entry = config.entries[0]
    place = Place("kustomization.yaml", 0, (("configMapGenerator", 0, "literals", 0, -before),))
    assert (entry.text.tree, entry.text.place) == (text, place)


SHARED = """\
configMapGenerator:
  - name: gpu
    literals:
      - |
        any=version: v1
        sharing:
          timeSlicing:
            resources: [{name: nvidia.com/gpu, replicas: 1}]
      - "one='sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 1}]}}'"
      - other=sharing [
"""


def test_faults_in_literals_stand_where_they_are_written() -> None:
    found = judged({"kustomization.yaml": SHARED}).findings
    places = [(one.code, one.position and (one.position.line, one.position.column)) for one in found]
    assert [place for code, place in places if code == "PLG201"] == [(8, 58), (9, 84)]
    lines = SHARED.splitlines()
    assert (lines[7][57], lines[8][83]) == ("1", "1")


@pytest.mark.parametrize(
    ("kustomization", "is_patch"),
    [
        ("patches: [{path: policy.yaml}]\n", True),
        ("patches: [{patch: 'a: b'}, {path: ./policy.yaml, target: {kind: ClusterPolicy}}]\n", True),
        ("patchesStrategicMerge: [policy.yaml]\n", True),
        ("patchesStrategicMerge: ['kind: ClusterPolicy\\nspec: {}']\n", False),
        ("patchesStrategicMerge: [{path: policy.yaml}]\npatches: [policy.yaml]\n", False),
        ("patches: [{path: base/policy.yaml}]\n", False),
        ("resources: [policy.yaml]\n", False),
    ],
)
def test_a_policy_that_is_listed_as_a_patch(kustomization: str, is_patch: bool) -> None:
    policy = "apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {name: p}\nspec: {mig: {strategy: mixed}}\n"
    (found,) = manifests({"a/policy.yaml": policy, "a/kustomization.yaml": kustomization}).policies
    assert found.is_patch is is_patch


@pytest.mark.parametrize(
    ("group", "text"),
    [
        ("kustomize.config.k8s.io/v1beta1", "images: [{name: nvidia/plugin, newTag: v1}]\n"),
        ("kustomize.toolkit.fluxcd.io/v1", "spec: {path: ./a, images: [{name: nvidia/plugin, newTag: v1}]}\n"),
    ],
)
def test_images_that_are_changed(group: str, text: str) -> None:
    text = f"apiVersion: {group}\nkind: Kustomization\n{text}"
    assert [one.text("name") for one in manifests({"kustomization.yaml": text}).images] == ["nvidia/plugin"]
    assert manifests({"kustomization.yaml": text.replace("images:", "image:")}).images == ()


IN_ONE_FILE = """\
helmCharts:
- name: gpu-operator
  version: v26.7.0
  valuesFile: first.yaml
  additionalValuesFiles: [last.yaml]
  valuesMerge: {mode}
  valuesInline: {{driver: {{version: b, image: null}}, toolkit: {{version: b}}, mig: null}}
"""
FIRST = "driver: {version: a, image: a, repository: a}\ngfd: {version: a, image: null}\nmig: {strategy: a}\n"
LAST = "toolkit: {version: c}\n"


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        # As kustomize 5.8.1 writes the files that it gives to Helm.
        ("override", {"version": "b", "repository": "a"}),
        ("merge", {"version": "a", "image": "a", "repository": "a"}),
        ("replace", {"version": "b"}),
    ],
)
def test_kustomize_makes_one_file_of_two_and_gives_the_others_behind_it(mode: str, expected: dict[str, str]) -> None:
    files = {"kustomization.yaml": IN_ONE_FILE.format(mode=mode), "first.yaml": FIRST, "last.yaml": LAST}
    (use,) = manifests(files).charts
    assert {key: one.tree for key, one in use.entries("driver").items()} == expected
    assert [one.tree for one in (use.value("toolkit", "version"),) if one] == ["c"]
    # A null of what wins takes a key away there, and is not given to Helm; another one is.
    assert {key: one.tree for key, one in use.entries("mig").items()} == ({} if mode != "merge" else {"strategy": "a"})
    assert any(takes_away(one, ("mig",)) for one in use.values) is (mode == "replace")
    assert any(takes_away(one, ("gfd", "image")) for one in use.values) is (mode == "override")


def test_values_of_a_file_that_is_not_there_are_not_whole() -> None:
    (use,) = manifests({"kustomization.yaml": IN_ONE_FILE.format(mode="override"), "last.yaml": LAST}).charts
    assert not use.whole
    assert use.value("driver", "version") is not None
    assert [(one.text, path_text(one.place.steps[-1])) for one in use.elsewhere] == [
        ("the file first.yaml", "helmCharts[0].valuesFile")
    ]


def test_values_of_further_files_that_are_not_there_are_told_where_they_are_named() -> None:
    (use,) = manifests({"kustomization.yaml": IN_ONE_FILE.format(mode="override"), "first.yaml": FIRST}).charts
    assert not use.whole
    assert [(one.text, path_text(one.place.steps[-1])) for one in use.elsewhere] == [
        ("the file last.yaml", "helmCharts[0].additionalValuesFiles[0]")
    ]
