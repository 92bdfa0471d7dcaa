"""Files as they come: lists, templates, broken ones, what has nothing to do with GPUs."""

import pytest

from generator.manifests import SourceFile, read_manifests
from generator.model.manifest import Context, Origin
from generator.model.manifest_value import Place
from tests.manifests.reading import manifests, read

QUOTA = (
    "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q}\nspec: {hard: {requests.nvidia.com/gpu: 4, pods: 9}}\n"
)


def test_a_broken_file_does_not_stop_the_others() -> None:
    found = read({"a.yaml": "nvidia: [\n", "b.yaml": QUOTA})
    assert [one.file for one in found.findings] == ["a.yaml"]
    assert [one.name for one in found.manifests.quotas] == ["q"]


def test_what_is_not_about_gpus_is_not_even_parsed() -> None:
    found = read({"a.yaml": "web: [\n", "b.yaml": "\x00\x01"})
    assert (found.findings, found.files) == ((), 2)


def test_a_helm_template_is_no_broken_file() -> None:
    found = read({"a.yaml": "{{- if .Values.gpu }}\nlimits: {nvidia.com/gpu: {{ .Values.n }} }\n{{- end }}\n"})
    assert (found.findings, found.templates) == ((), ("a.yaml",))


POD = "kind: Pod\nspec: {containers: [{resources: {limits: {nvidia.com/gpu: 1}}}]}\n"
TWICE = "kind: Namespace\nmetadata:\n  labels: {a: b}\n  labels: {c: d}\n"


@pytest.mark.parametrize(
    ("stream", "lines"),
    [
        (f"{TWICE}---\n{POD}", []),
        (f"{POD}---\n{TWICE}", []),
        (f"{POD}---\n{TWICE}---\n{POD}", []),
        (f"{TWICE.replace('c: d', 'nvidia.com/gpu: x')}---\n{POD}", [4]),
        (f"{POD}---\n{POD}kind: Job\n", [6]),
        (f"{POD}kind: Job\n", [3]),
    ],
)
def test_a_key_that_stands_twice_matters_where_the_document_does(stream: str, lines: list[int]) -> None:
    found = read({"a.yaml": stream}).findings
    assert [(one.code, one.position.line) for one in found if one.position] == [("YAML008", line) for line in lines]


def test_lists_are_opened() -> None:
    text = '{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "List", "items": [%s]}]}'
    quota = '{"apiVersion": "v1", "kind": "ResourceQuota", "spec": {"hard": {"nvidia.com/gpu": 1}}}'
    (found,) = manifests({"a.json": text % quota}).quotas
    assert found.hard[0].quantity.place == Place(
        "a.json", 0, (("items", 0, "items", 0, "spec", "hard", "nvidia.com/gpu"),)
    )


def test_of_a_quota_only_gpus_count() -> None:
    (quota,) = manifests(QUOTA).quotas
    assert [amount.resource for amount in quota.hard] == ["requests.nvidia.com/gpu"]


def test_the_documents_of_a_stream_are_counted() -> None:
    (quota,) = manifests(f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: gpu}}\n---\n{QUOTA}").quotas
    assert quota.value.place.document == 1


def test_a_configuration_by_its_generator() -> None:
    files = {
        "gpu/kustomization.yaml": "configMapGenerator:\n- {name: sharing, files: [any=config.yaml, layouts/b.yaml]}\n",
        "gpu/config.yaml": "version: v1\nsharing: {timeSlicing: {resources: []}}\n",
        "gpu/layouts/b.yaml": "version: v1\nflags: {migStrategy: none}\n",
    }
    (config,) = manifests(files).plugin_configs
    assert (config.name, config.origin) == ("sharing", Origin.GENERATOR)
    assert [(entry.key, entry.content.place.file if entry.content else "") for entry in config.entries] == [
        ("any", "gpu/config.yaml"),
        ("b.yaml", "gpu/layouts/b.yaml"),
    ]


def test_bare_files_of_nvidias_programs() -> None:
    found = manifests(
        {
            "plugin.yaml": "version: v1\nsharing: {mps: {resources: [{name: nvidia.com/gpu}]}}\n",
            "mig.yaml": "version: v1\nmig-configs: {all-disabled: []}\n",
        }
    )
    assert [(one.name, one.origin) for one in found.plugin_configs] == [(None, Origin.FILE)]
    assert [(one.name, one.entries[0].key) for one in found.mig_configs] == [(None, "config.yaml")]


def test_labels_of_machine_configurations() -> None:
    found = manifests(
        {
            "talos.yaml": "version: v1alpha1\nmachine: {nodeLabels: {nvidia.com/device-plugin.config: a}}\n",
            "k3s.yaml": "node-label:\n- nvidia.com/device-plugin.config=b\n",
        }
    )
    assert [(one.what, one.labels[0][1].tree) for one in found.labelled] == [
        ("Talos machine configuration", "a"),
        ("K3s configuration", "b"),
    ]


def test_our_own_profiles_are_left_to_check() -> None:
    text = "version: v1alpha1\ncluster: {name: gpu}\npools: []\ndriver: {enabled: true}\ntoolkit: {x: 1}\n"
    assert manifests(text).charts == ()


def test_the_plan_of_a_bundle_is_no_manifest() -> None:
    text = '{"format": "gpuslice.plan/v1alpha1", "migConfig": {"name": "x"}, "pluginConfig": {"entries": {}}}'
    found = manifests({"plan.json": text})
    assert (found.charts, found.mig_configs, found.plugin_configs) == ((), (), ())


def test_utf_16_is_told_and_not_passed_over() -> None:
    data = "driver: {enabled: false}\n".encode("utf-16")
    found = read_manifests([SourceFile("a.yaml", data)], Context(), dict[str, bytes]().get)
    assert [one.code for one in found.findings] == ["YAML002"]


def test_what_shares_something_else_is_no_plugin_configuration() -> None:
    data = "{app.yaml: 'sharing: {public: true}\n\n    gpu: 1'}"
    text = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c}}\ndata: {data}\n"
    assert manifests(text).plugin_configs == ()


@pytest.mark.parametrize(
    "text",
    [
        "limits: {gpu: 1}",
        "limits: {nvdia.com/gpu: 1}",
        "limits: {mig-1g.5gb: 1}",
        "mig-configs: {}",
        "timeSlicing: {}",
        "MIG_STRATEGY: mixed",
        "migManager: {enabled: false}",
        "nodeSelector: {cloud.google.com/gke-accelerator: l4}",
        "nodeSelector: {k8s.amazonaws.com/accelerator: l4}",
        "nodeSelector: {accelerator: t4}",
        "nodeSelector: {feature.node.kubernetes.io/pci-10de.present: 'true'}",
        "env: [{name: CUDA_MPS_PIPE_DIRECTORY, value: /tmp/mps}]",
    ],
)
def test_words_by_which_a_file_may_matter(text: str) -> None:
    assert read({"a.yaml": f"{text}\nbroken: [\n"}).findings


@pytest.mark.parametrize("text", ["migrate: true", "migration-1: [a]", "web: {}"])
def test_words_by_which_it_does_not(text: str) -> None:
    assert read({"a.yaml": f"{text}\nbroken: [\n"}).findings == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".devcontainer/devcontainer.json", '// comment\n{"image": "nvidia/cuda", // more\n}'),
        ("result.json", '{"gpu": 1}\nERROR: 1\n'),
        (".gpu-ci.yml", "variables:\nvariables: {GPU: nvidia}\n"),
        ("cilium/values.yaml", "operator: {a: 1}\noperator: {a: 2}\n"),
        ("csi.yaml", "priorityClassName: system-node-critical\npriorityClassName: x\n"),
    ],
)
def test_what_is_broken_and_no_manifest_of_gpus_is_passed_over(name: str, text: str) -> None:
    assert read({name: text, "quota.yaml": QUOTA}).findings == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pod.json", '{"apiVersion": "v1", "gpu": 1,, }'),
        ("kustomization.yaml", "resources: [\n"),
        ("values.yaml", "toolkit: {enabled: false\n"),
        ("values.yaml", "nvidia: {a: 1}\nnvidia: {a: 2}\n"),
    ],
)
def test_what_is_broken_and_of_gpus_is_told(name: str, text: str) -> None:
    assert {one.file for one in read({name: text, "quota.yaml": QUOTA}).findings} == {name}


def test_whoever_gives_one_file_is_told_whatever_it_is() -> None:
    assert read({"values.yaml": "operator: {a: 1}\noperator: {a: 2}\n"}).findings


def test_a_line_that_is_filled_in_later_makes_a_template() -> None:
    found = read({"a.yaml": "limits:\n  nvidia.com/gpu: 1\n${MORE_LIMITS}\n", "quota.yaml": QUOTA})
    assert (found.findings, found.templates) == ((), ("a.yaml",))
