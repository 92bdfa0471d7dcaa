"""What lint does on set-ups of others is held: no rule may lose a find or raise an alarm unseen."""

import pytest

from generator.model.finding import Severity
from tests.corpus.figures import Case, cases, figures, outcome

NEAR = "told one or two lines away: {}"
NOT_OURS = "not judged: {}"
FORMER = "a note: older releases of Volcano read it, and no file says the release"
LENT = "a note: other queues of the cohort, which may be elsewhere, could lend it"
SHARING = "follows from `sharing` in a file of mig-parted"
MISSED: dict[str, str] = {
    "060-mig-map-with-mps-and-lists/configmap.yaml:13": SHARING,
    "041-replicas-directly-under-timeslicing/device-plugin-config.yaml:13": NEAR.format("at the block without a list"),
    "010-argo-helm-version-is-the-tool/argocd/gpu-operator.yaml:13": NOT_OURS.format("which Helm Argo CD runs"),
    "023-taint-gpu-key/gpu-pod.yaml:13": "told of the plugin's DaemonSet, without which there is no GPU to ask for",
    "031-runtime-class-under-nri/engine.yaml:16": "K3s and RKE2 bring the class whatever the operator does: a note",
    "064-vllm-stack-chart-name/helmfile.yaml:7": NOT_OURS.format("the name of vLLM's chart"),
    "001-kueue-gb300/cluster-queue.yaml:26": LENT,
    "001-kueue-gb300/cluster-queue.yaml:28": LENT,
    "016-llama-embeddings-cpu/llama_cpp_embeddings/values.yaml:20": NOT_OURS.format(
        "what a chart of one's own asks for"
    ),
    "037-rag-mig-h100/values-mig-h100.yaml:48": NOT_OURS.format(
        "the values of NVIDIA's blueprint, whose release is known"
    ),
    "008-flux-device-plugin-typo/release.yaml:7": "a patch for all releases of a cluster may add it",
    "010-cozystack-vgpu-pull-secret/package.yaml:16": NOT_OURS.format("values in packages of Cozystack"),
    "029-nfd-device-label-fields/nfd.yaml:19": "the file says nothing of GPUs, and nothing beside it does",
    "032-dcgm-configmap-comments/configmap.yaml:8": NOT_OURS.format("how releases of 2023 read comments in a list"),
    "003-rhoai-overlay-time-sliced-2/overlays/time-sliced-2/kustomization.yaml:6": NOT_OURS.format(
        "what a folder's name promises"
    ),
    "031-volcano-docs-predicate-args/volcano-scheduler-configmap.yaml:13": FORMER,
    "031-volcano-docs-predicate-args/volcano-scheduler-configmap.yaml:15": FORMER,
    "009-dra-guide-selectors/dra-values.yaml:8": "no file says that these values are the DRA driver's",
    "022-exporter-values-datadog/values.yaml:51": NOT_OURS.format("variables of Datadog"),
    "001-sim-plugin-driver-root/device-plugin.yaml:57": NOT_OURS.format("which folder of a node holds a driver"),
    "020-tensorfusion-mig-compare/mig-config.yaml:13": SHARING,
    "020-tensorfusion-mig-compare/mig-config.yaml:10": SHARING,
    "004-mig-config-given-to-plugin/configmap.yaml:14": "told once their right reader is given the layouts",
    "018-karpenter-mig-guide/mig-manager.yaml:19": NOT_OURS.format("a MIG manager that is put together by hand"),
    "017-plugin-tegra-on-amd64/values.yaml:24": "values of a chart of one's own, whose template is not read",
    "007-eks-device-plugin-on-all-nodes/nvidia-device-plugin.yaml:18": "no file says that there are nodes without GPUs",
    "021-tkgi-vgpu-operator/values.yaml:5": "a placeholder, in whose place a list may come",
}
"""Certain defects that are not found, by `case/file:line`, each with the reason."""
ALARMS: dict[str, str] = {
    "033-operator-owns-driver": "operator.defaultRuntime is read by nobody since v25.3.0, a defect in two other cases",
    "039-microk8s-toolkit-paths": "operator.defaultRuntime is read by nobody any more, a defect in four other cases",
    "023-korean-operator-values": "operator.defaultRuntime is read by nobody any more, a defect in ten other cases",
    "012-kyma-gpu-guide": "cdi.default is ignored since v25.10.0, a defect in two other cases",
    "047-jellyfin-nvidia-runtime": "NVIDIA_VISIBLE_DEVICES=all is harmless with a single card, which no file says",
    "017-k3s-frigate": "NVIDIA_VISIBLE_DEVICES=all is harmless with a single card, which no file says",
    "038-team-namespaces": "a LimitRange with max alone gives each container that limit, GPUs too",
    "039-wrapper-chart-k3s": "CONTAINERD_SET_AS_DEFAULT has no effect where CDI is on, a defect in two other cases",
    "025-plugin-config-two-replicas": "deviceListStrategy stands beside plugin instead of below it, which drops it",
    "051-plugin-by-generator": "release 0.16.0 of the plugin's chart prints failOnInitError so that it is refused",
}
"""Sound cases in which something is found, each with the reason."""
ALL = tuple(
    case for name in ("seen", "unseen", *(f"unseen{number}" for number in range(2, 51))) for case in cases(name)
)


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_defects_are_found_and_sound_ones_let_be(case: Case) -> None:
    result = outcome(case)
    missed = {f"{case.name}/{one.file}:{one.line}" for one in result.missed if one.certain}
    assert missed == {key for key in MISSED if key.startswith(f"{case.name}/")}
    alarms = [f"{one.code} {one.message}" for one in result.alarms] if case.sound else []
    assert bool(alarms) == (case.name in ALARMS), alarms


def test_a_miss_and_an_alarm_would_be_seen() -> None:
    sound, defective = (next(case for case in ALL if case.sound is wanted) for wanted in (True, False))
    assert outcome(defective._replace(files=())).missed == defective.defects
    swapped = outcome(sound._replace(files=defective.files, options=defective.options))
    assert any(one.severity is Severity.ERROR for one in swapped.alarms)


def test_the_figures_are_a_share_of_something() -> None:
    assert "of 0" not in figures([outcome(case) for case in cases("seen")])
    assert len(cases("seen")) > 100
