from collections.abc import Sequence

import pytest

from generator.manifests import SourceFile, read_manifests
from generator.model.manifest import Context


def labels(text: str) -> Sequence[tuple[str, object]]:
    read = read_manifests([SourceFile("a.yaml", text.encode())], Context(), dict[str, bytes]().get)
    return [(key, value.tree) for one in read.manifests.labelled for key, value in one.labels]


@pytest.mark.parametrize(
    "options",
    [
        "kubeletExtraArgs: {node-labels: 'nvidia.com/gpu.present=true,pool=a'}",
        "kubeletExtraArgs: [{name: node-labels, value: 'nvidia.com/gpu.present=true, pool=a'}]",
    ],
)
def test_flags_have_two_forms(options: str) -> None:
    text = f"apiVersion: kubeadm.k8s.io/v1beta4\nkind: JoinConfiguration\nnodeRegistration: {{{options}}}\n"
    assert labels(text) == [("nvidia.com/gpu.present", "true"), ("pool", "a")]


def test_flags_of_other_configurations() -> None:
    assert labels("kubelet-arg: [node-labels=nvidia.com/gpu.present=true, max-pods=3]\n") == [
        ("nvidia.com/gpu.present", "true")
    ]
    talos = "machine: {kubelet: {extraArgs: {node-labels: nvidia.com/gpu.present=true}}}\n"
    assert labels(talos) == [("nvidia.com/gpu.present", "true")]


def test_what_is_no_flag_is_passed_over() -> None:
    assert labels("apiVersion: kubeadm.k8s.io/v1beta4\nkind: JoinConfiguration\nnodeRegistration: [nvidia]\n") == []
    assert labels("kubelet-arg: {node-labels: nvidia.com/gpu=true}\n") == []
