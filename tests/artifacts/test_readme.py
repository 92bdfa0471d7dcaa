"""What the README of a bundle says of things that must be there before its commands are run."""

import pytest

from generator.artifacts.readme import _row
from generator.model.plan import Part, Promise, Resource
from tests.controlplane.commands import blocks, other_fences, section
from tests.lint.examples import judged
from tests.support.bundles import at, bundle_of, first

ALONE = "pools: [{name: cards, gpus: [{model: RTX 3090}]}]\n"
OPERATOR = "install: {chart: gpu-operator, version: v26.7.0, driver: {from: host}, toolkit: host}\n"
STANDALONE = "install: {chart: nvidia-device-plugin, version: v0.20.0}\n"
CLASS = STANDALONE.replace("}", ", runtimeClass: %s}")


@pytest.mark.parametrize(
    ("install", "distribution", "owner"),
    [
        (STANDALONE, "k3s", "K3s brings that RuntimeClass"),
        (STANDALONE, "rke2", "RKE2 brings that RuntimeClass"),
        (CLASS % "{name: own}", "k3s", "That RuntimeClass must be in the cluster already"),
        (CLASS % "{create: false}", "kubeadm", "That RuntimeClass must be in the cluster already"),
        (STANDALONE, "kubeadm", "This bundle brings that RuntimeClass"),
        (OPERATOR, "kubeadm", "The operator makes that RuntimeClass"),
    ],
)
def test_who_brings_the_runtime_class_is_said_and_what_its_absence_means(
    install: str, distribution: str, owner: str
) -> None:
    bundle = bundle_of(ALONE, install=install, distribution=distribution)
    assert f"\n{owner}; pods that name a missing one are refused.\n" in bundle.files["README.md"]
    assert bool(bundle.of_kind("RuntimeClass")) == owner.startswith("This bundle")


@pytest.mark.parametrize(("distribution", "told"), [("k3s", 1), ("rke2", 1), ("kubeadm", 0)])
def test_a_class_that_is_always_there_says_nothing_of_the_runtime_behind_it(distribution: str, told: int) -> None:
    for install in (STANDALONE, OPERATOR):
        text = bundle_of(ALONE, install=install, distribution=distribution).files["README.md"]
        assert text.count(" finds NVIDIA's runtime only when it starts: restart it on nodes that got") == told


def test_where_no_class_is_needed_none_is_spoken_of() -> None:
    text = bundle_of(ALONE, install=STANDALONE, distribution="eks").files["README.md"]
    assert "RuntimeClass" not in text


def test_a_resource_of_unlike_devices_names_them_all() -> None:
    parts = (Part("L4", 2, 23034), Part("T4", 1, 15360), Part("P4", 3, None))
    resource = Resource("nvidia.com/gpu", "nvidia.com/gpu", 1, Promise.HARDWARE, parts)
    name, units, memory, promise = _row(resource)
    assert (name, units) == ("nvidia.com/gpu", "6 (2 x L4, 1 x T4, 3 x P4)")
    assert memory == "15360 MiB / 23034 MiB / not published"
    assert promise.startswith("hardware")
    shared = resource._replace(replicas=4, promise=Promise.NONE, parts=parts[:1])
    assert _row(shared)[1:3] == ("8 (2 x L4 x 4)", "23034 MiB")


def test_a_pool_without_a_rule_is_labelled_and_undone_by_one_command_each() -> None:
    body = """\
pools:
  - {name: cut, nodes: {names: [n-1]}, gpus: [{model: A30}], mig: all-1g.6gb, timeSlicing: {replicas: 2}}
  - {name: whole, nodes: {names: [n-2]}, gpus: [{model: L4}]}
"""
    text = bundle_of(
        body, install=OPERATOR.replace("toolkit: host", "toolkit: host, nodeFeatureDiscovery: none")
    ).files["README.md"]
    begin = "kubectl label node n-1 nvidia.com/"
    assert f"{begin}device-plugin.config=cut nvidia.com/mig.config=cut --overwrite\n" in text
    assert f"{begin}device-plugin.config=unshared nvidia.com/mig.config=all-disabled --overwrite\n" in text


def test_a_rule_on_a_card_names_each_of_its_pci_ids() -> None:
    two = "{name: b, nodes: {names: [n-1]}, gpus: [{model: L4}]}"
    text = bundle_of(
        f"pools: [{{name: a, gpus: [{{model: RTX 3060}}], timeSlicing: {{replicas: 2}}}}, {two}]\n", install=OPERATOR
    ).files["README.md"]
    ids = "10de:2487, 10de:2503, 10de:2504, 10de:2544"
    assert f"NodeFeatureRule `gpuslice-a` on PCI id {ids} (GeForce RTX 3060 12GB) sets" in text


@pytest.mark.parametrize(("more", "one_only"), [("", True), (", failRequestsGreaterThanOne: false", False)])
def test_who_shares_a_card_learns_whether_a_pod_may_have_two_shares(more: str, one_only: bool) -> None:
    sharing = f"timeSlicing: {{replicas: 2, renameByDefault: true{more}}}"
    taints = "taints: [{key: gpu, value: shared, effect: NoSchedule}]"
    shared = f"{{name: a, nodes: {{names: [n-1]}}, gpus: [{{model: L4}}], {sharing}, {taints}}}"
    whole = "{name: b, nodes: {names: [n-2]}, gpus: [{model: T4}]}"
    text = bundle_of(f"pools: [{shared}, {whole}]\n").files["README.md"]
    refused = (
        "The plugin refuses containers that ask for more than one share of `nvidia.com/gpu.shared`; such a pod is\n"
    )
    assert (refused in text) == one_only
    assert ("Containers may ask for several units." in text) != one_only


@pytest.mark.parametrize(("sharing", "slots"), [("", False), (", timeSlicing: {replicas: 2}", True)])
def test_what_a_slot_is_stands_where_somebody_asks_for_one(sharing: str, slots: bool) -> None:
    workloads = "workloads: [{name: chat, namespace: ai, memory: 4GiB}]\n"
    built = bundle_of(f"pools: [{{name: a, gpus: [{{model: L4}}]{sharing}}}]\n{workloads}")
    _, _, notes = built.files["README.md"].partition("with its CUDA context, as the profile says it.\n")
    said = "A slot is no part of its card's time or memory: a second one keeps others out and gives a pod nothing more"
    assert notes.startswith(f"- {said}.\n\nWhat may meet" if slots else "\nWhat may meet")


@pytest.mark.parametrize("shared", ["", ", timeSlicing: {replicas: 2}"])
def test_there_is_one_blank_line_at_a_time(shared: str) -> None:
    text = bundle_of(f"pools: [{{name: a, gpus: [{{model: L4}}]{shared}}}]\n").files["README.md"]
    assert "\n## Uninstall\n\n" in text
    assert "\n\n\n" not in text


DEFAULT = "{name: rest, nodes: {bind: default}, gpus: [{model: RTX 3090}], timeSlicing: {replicas: 2}}"


@pytest.mark.parametrize(
    ("pool", "waits_for"),
    [
        ("{name: a, nodes: {names: [n-1]}, gpus: [{model: RTX 3090}]}", "a"),
        # The rule of this one sets the label of its layout alone, as its entry is like the default one.
        ("{name: a, nodes: {nodeSelector: {rack: a}}, gpus: [{model: RTX 3090}], timeSlicing: {replicas: 2}}", ""),
    ],
)
def test_the_way_back_waits_for_rules_before_it_labels_the_rest(pool: str, waits_for: str) -> None:
    text = bundle_of(f"pools: [{DEFAULT}, {pool}]\n", install=OPERATOR).files["README.md"]
    last = "kubectl label node -l nvidia.com/gpu.present=true nvidia.com/device-plugin.config=unshared --overwrite\n"
    before = f"-l 'nvidia.com/device-plugin.config in ({waits_for})' -o name)\" ]; do sleep 1; done\n"
    assert text.count("until [ -z") == (1 if waits_for else 0)
    assert (before + last if waits_for else last) in text


def test_of_several_rules_those_that_set_an_entry_are_waited_for() -> None:
    rest = "{name: rest, nodes: {bind: default}, gpus: [{model: RTX 3090}]}"
    cut = "{name: a, nodes: {names: [n-1]}, gpus: [{model: A100-SXM4-80GB}], mig: all-1g.10gb}"
    other = "{name: b, nodes: {names: [n-2]}, gpus: [{model: RTX 3090}], timeSlicing: {replicas: 2}}"
    text = bundle_of(f"pools: [{rest}, {cut}, {other}]\n", install=OPERATOR).files["README.md"]
    assert all(f"kubectl delete nodefeaturerules.nfd.k8s-sigs.io gpuslice-{name}\n" in text for name in "ab")
    assert "until [ -z \"$(kubectl get nodes -l 'nvidia.com/device-plugin.config in (b)' -o name)\" ]" in text


def test_a_rule_that_sets_no_entry_is_not_waited_for() -> None:
    cut = "{name: a, nodes: {names: [n-1], bind: default}, gpus: [{model: A100-SXM4-80GB}], mig: all-1g.10gb}"
    other = "{name: b, nodes: {names: [n-2]}, gpus: [{model: A100-SXM4-80GB}], timeSlicing: {replicas: 2}}"
    text = bundle_of(f"pools: [{cut}, {other}]\n", install=OPERATOR).files["README.md"]
    assert "nvidia.com/device-plugin.config in (" not in text


def test_nodes_that_are_known_by_their_label_alone_are_noted_before_it_changes() -> None:
    pools = (
        "pools:\n"
        "  - {name: rest, nodes: {bind: default}, gpus: [{model: L4}], timeSlicing: {replicas: 2}}\n"
        "  - name: big\n"
        "    nodes: {nodeSelector: {nvidia.com/device-plugin.config: big}, bind: nodeSelector}\n"
        "    gpus: [{model: L4}]\n"
        "    timeSlicing: {replicas: 4}\n"
    )
    text = bundle_of(pools, install=OPERATOR, distribution="k3s").files["README.md"]
    label = "nvidia.com/device-plugin.config=big"
    assert f"- Reached by: labels by which they are found: `{label}`.\n" in text
    assert f"{label} {label}" not in text
    assert text.count(f"  - {label}\n") == 1
    noted = f"kubectl get nodes -l {label} -o name  # to be labelled again, to go back to pool big\n"
    assert f"{noted}kubectl label node -l {label} nvidia.com/device-plugin.config=unshared --overwrite\n" in text
    assert "puts everything back, but for the labels of pool big" in text


@pytest.mark.parametrize(
    ("pools", "nodes"),
    [
        ("{name: a, nodes: {names: [n-1, n-2]}, gpus: [{model: L4}], timeSlicing: {replicas: 2}}", "n-1 n-2"),
        ("{name: a, gpus: [{model: L4}], timeSlicing: {replicas: 2}}", "-l nvidia.com/gpu.present=true"),
        (f"{DEFAULT}, {{name: b, nodes: {{names: [n-1]}}, gpus: [{{model: L4}}]}}", "-l nvidia.com/gpu.present=true"),
    ],
)
def test_a_label_that_beats_the_default_entry_is_taken_off_on_the_way_to_it(pools: str, nodes: str) -> None:
    text = bundle_of(f"pools: [{pools}]\n", install=OPERATOR).files["README.md"]
    back, again = blocks(text, "Back to unshared")
    assert back.endswith(f"kubectl label node {nodes} nvidia.com/device-plugin.config=unshared --overwrite\n")
    assert again == f"kubectl label node {nodes} nvidia.com/device-plugin.config-\n"
    assert "\nThen rendering and applying the old profile puts everything back.\n" in text


def test_a_label_that_the_way_back_sets_by_hand_anew_is_left_to_it() -> None:
    pool = "{name: a, nodes: {nodeSelector: {rack: a}}, gpus: [{model: L4}], timeSlicing: {replicas: 2}}"
    whole = "{name: b, nodes: {nodeSelector: {rack: b}}, gpus: [{model: L4}]}"
    text = bundle_of(f"pools: [{pool}, {whole}]\n", install=OPERATOR).files["README.md"]
    assert len(blocks(text, "Back to unshared")) == 1
    assert "\nRendering and applying the old profile, with its labels by hand, puts everything back.\n" in text


TENANTS = "tenants: [{namespace: ai, quota: {nvidia.com/gpu: 1}}]\n"


@pytest.mark.parametrize(
    ("install", "more", "first_by_hand"),
    [
        (OPERATOR, "", True),
        (STANDALONE.replace("}", ", namespace: kube-system, releaseName: plugin}"), "", False),
        (STANDALONE.replace("}", ", namespace: kube-system}"), TENANTS, True),
    ],
)
def test_flux_installs_what_helm_would(install: str, more: str, first_by_hand: bool) -> None:
    """Its kustomize-controller builds no helmCharts, so what Flux is given is the chart.

    Sources: fluxcd/pkg kustomize (DisabledPluginConfig), fluxcd/kustomize-controller issues 548 and 579; a chart of a
    GitRepository gets its dependencies from their repositories (fluxcd/source-controller dependency_manager.go).
    """
    bundle = bundle_of(ALONE + more, install=install)
    text = section(bundle.files["README.md"], "Apply")
    (printed,) = [one for one in other_fences(text) if one.startswith("```yaml\n")]
    release = first(printed.removeprefix("```yaml\n").removesuffix("```\n"))
    *before, command = blocks(bundle.files["README.md"], "Apply")[-1].splitlines()
    assert command.split() == [
        *("helm", "upgrade", "--install", at(release, "spec", "releaseName"), "chart"),
        *("--namespace", at(release, "spec", "targetNamespace")),
    ]
    # Helm's commands find the release that Flux made, in its own namespace.
    assert at(release, "spec", "storageNamespace") == at(release, "spec", "targetNamespace")
    folder = str(at(release, "spec", "chart", "spec", "chart")).removeprefix(f"./out/{bundle.plan.cluster}/")
    assert f"{folder}/Chart.yaml" in bundle.files
    assert ("Run once what stands before `helm` above" in text) == first_by_hand == (len(before) > 1)
    assert judged(printed.removeprefix("```yaml\n").removesuffix("```\n")).findings == ()
