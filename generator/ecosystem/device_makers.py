"""Other makers' cards: under which domain their device plugins advertise them. Kubernetes has one set of rules for all.

A list of names alone: what the cards are called behind the slash changes with every generation.
"""

from typing import NamedTuple

_HAMI = "Project-HAMi/HAMi charts/hami/templates/scheduler/device-configmap.yaml"


class DeviceMaker(NamedTuple):
    """The domain of a maker's extended resources, and where it is said."""

    domain: str
    source: str


DEVICE_MAKERS: tuple[DeviceMaker, ...] = (
    DeviceMaker("aliyun.com", "AliyunContainerService/gpushare-device-plugin (aliyun.com/gpu-mem)"),
    DeviceMaker("amd.com", "ROCm/k8s-device-plugin (amd.com/gpu)"),
    DeviceMaker(
        "aws.amazon.com", "aws-neuron/aws-neuron-sdk containers/k8s-neuron-device-plugin (aws.amazon.com/neuron)"
    ),
    DeviceMaker("cambricon.com", f"{_HAMI} (cambricon.com/mlu)"),
    DeviceMaker("enflame.com", f"{_HAMI} (enflame.com/gcu)"),
    DeviceMaker("google.com", "https://cloud.google.com/kubernetes-engine/docs/how-to/tpus (google.com/tpu)"),
    DeviceMaker("gpu.intel.com", "intel/intel-device-plugins-for-kubernetes cmd/gpu_plugin (gpu.intel.com/i915, xe)"),
    DeviceMaker("habana.ai", "https://docs.habana.ai Kubernetes device plugin (habana.ai/gaudi)"),
    DeviceMaker("huawei.com", f"{_HAMI} (huawei.com/Ascend910)"),
    DeviceMaker("hygon.com", f"{_HAMI} (hygon.com/dcunum)"),
    DeviceMaker("iluvatar.ai", f"{_HAMI} (iluvatar.ai/vgpu)"),
    DeviceMaker("iluvatar.com", "Deep-Spark/ix-device-plugin (iluvatar.com/gpu)"),
    DeviceMaker("kunlunxin.com", f"{_HAMI} (kunlunxin.com/xpu)"),
    DeviceMaker("metax-tech.com", f"{_HAMI} (metax-tech.com/gpu)"),
    DeviceMaker("mthreads.com", f"{_HAMI} (mthreads.com/vgpu)"),
    DeviceMaker("volcano.sh", "volcano-sh/devices (volcano.sh/vgpu-number)"),
)

_DOMAINS = frozenset(one.domain for one in DEVICE_MAKERS)


def is_of_other_maker(resource: str) -> bool:
    """Say whether a resource is a card of another maker than NVIDIA."""
    domain, slash, name = resource.partition("/")
    return bool(slash and name) and domain in _DOMAINS
