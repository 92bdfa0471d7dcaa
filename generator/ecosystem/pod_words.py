"""Where kinds of others take what people want to say of a pod, and where they do not.

Sources, by group: kubeflow/trainer pkg/apis/kubeflow.org/v1 (ReplicaSpec), kubeflow/kubeflow
components/notebook-controller/api (NotebookSpec), ray-project/kuberay ray-operator/apis/ray/v1, volcano-sh/apis
pkg/apis/batch/v1alpha1, knative/serving pkg/apis/serving/v1, kubernetes-sigs/jobset, kubernetes-sigs/lws,
dask/dask-kubernetes dask_kubernetes/operator/customresources, actions/actions-runner-controller
apis/actions.github.com/v1alpha1: a template and little more; argoproj/argo-rollouts pkg/apis/rollouts/v1alpha1/types.go
(RolloutSpec); argoproj/argo-workflows pkg/apis/workflow/v1alpha1/workflow_types.go; kserve/kserve
pkg/apis/serving/v1beta1 (inference_service.go, predictor.go); kubeflow/spark-operator
api/v1beta2/sparkapplication_types.go; tektoncd/pipeline pkg/apis/pipeline/v1; kubevirt/kubevirt
staging/src/kubevirt.io/api/core/v1 (types.go, schema.go).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from generator.ecosystem.field_levels import EACH

PLACING = ("nodeSelector", "tolerations", "affinity", "nodeAffinity", "runtimeClassName")
ASKING = ("resources", "limits")
WITH_TEMPLATES = frozenset(
    {
        *("kubeflow.org", "ray.io", "jobset.x-k8s.io", "leaderworkerset.x-k8s.io", "batch.volcano.sh"),
        *("serving.knative.dev", "apps.kruise.io", "kubernetes.dask.org", "actions.github.com"),
    }
)
"""Groups in which nothing around a pod's template has a field of a pod."""
OF_RUNNERS = frozenset({"actions.summerwind.dev"})
"""Groups whose templates have the looks of a pod's, and beside `containers` the `resources` of one that is added;
source: actions/actions-runner-controller apis/actions.summerwind.net/v1alpha1/runner_types.go (RunnerPodSpec)."""
TAKEN = frozenset({("ray.io", "resources"), ("apps.kruise.io", "resources")})
"""Words that levels around a template have all the same."""


class Lacking(NamedTuple):
    """A level of a kind, what people call it, words that it has not in any release, and where they belong."""

    path: tuple[str, ...]
    title: str
    words: tuple[str, ...]
    fix: str


_PATCH = "Write it as text in `podSpecPatch: '{runtimeClassName: ...}'`."
_CONTAINER = "Write it below `container:` or `script:`."
_IN_TEMPLATE = "Write it below `template.spec:`."
_PREDICTOR = "Write it below `predictor:`."
_MODEL = "Write it below `model:`, or the container."
_WORKER = "Write it below the container called worker-container."
_GPU = "Write `gpu: {name: nvidia.com/gpu, quantity: 1}` below `driver:` or `executor:`."
_POD = "Write it below `podTemplate:`."
_DEVICES = "Write it below `domain.devices:`."
_CONFIGURATION = "Write it below `spec.configuration:`."
_MEDIATED = "Write it below `mediatedDevicesConfiguration:`."
_LISTED = "Write `gpus:` or `hostDevices:`, as a list."
_NO_DEVICE = ("resourceName", "device", "model", "quantity", "count", "number", "limits", "pciVendorSelector")
_DEVICE = "Write `name:` and `deviceName:`, one entry for each device."


def _workflow(*spec: str) -> tuple[Lacking, ...]:
    return (
        Lacking(spec, "a workflow's spec", ("runtimeClassName",), _PATCH),
        Lacking(spec, "a workflow's spec", ASKING, _CONTAINER),
        Lacking((*spec, "templates", EACH), "a template", ("runtimeClassName",), _PATCH),
        Lacking((*spec, "templates", EACH), "a template", ASKING, _CONTAINER),
    )


def _spark(*spec: str) -> tuple[Lacking, ...]:
    return (
        Lacking(spec, "a SparkApplication's spec", (*ASKING, "gpu"), _GPU),
        Lacking(spec, "a SparkApplication's spec", ("tolerations", "affinity"), "Write it below driver and executor."),
        Lacking((*spec, "driver"), "the driver", ASKING, _GPU),
        Lacking((*spec, "executor"), "the executor", ASKING, _GPU),
    )


def _machine(*spec: str) -> tuple[Lacking, ...]:
    return (
        Lacking(spec, "a machine's spec", ("gpus", "hostDevices", "devices"), _DEVICES),
        Lacking((*spec, "domain"), "a machine's domain", ("gpus", "hostDevices"), _DEVICES),
        Lacking((*spec, "domain", "devices"), "a machine's devices", ("gpu", "hostDevice", "vgpus"), _LISTED),
        *(
            Lacking((*spec, "domain", "devices", key, EACH), f"an entry of {key}", _NO_DEVICE, _DEVICE)
            for key in ("gpus", "hostDevices")
        ),
    )


_OF_MACHINES = (*PLACING, "domain", "devices", "gpus", "hostDevices")
_OUTSIDE = (("spec",), ("spec", "template"))
_MACHINE = "Write it below `template.spec:`, gpus and hostDevices below `domain.devices:` there."
_PERMITTED = ("permittedHostDevices", "mediatedDevicesConfiguration")
_TYPES = ("nodeMediatedDeviceTypes", "mediatedDevicesTypes", "mediatedDeviceTypes")
_LISTS = ("pciHostDevices", "mediatedDevices")
_LIST_FIX = "Write it below `permittedHostDevices:`."
_NO_LIST = ("pciDevices", "pciHostDevice", "hostDevices", "gpus", "mediatedDevice", "mdevs", "mediatedHostDevices")
_LIST_NAMES = "Write `pciHostDevices:` or `mediatedDevices:`."
_NO_ENTRY = (
    *("deviceName", "name", "vendorSelector", "selector", "pciSelector", "mdevSelector"),
    *("mdevName", "mdevType", "mdevNameSelectors"),
)


def _permitted(*path: str, pci: str, other: str) -> tuple[Lacking, ...]:
    """Return what people write among permitted devices, which KubeVirt and what installs it name differently."""
    permitted = (*path, "permittedHostDevices")
    entry = "an entry of {}"
    return (
        Lacking(permitted, "permittedHostDevices", _TYPES, _MEDIATED),
        Lacking(permitted, "permittedHostDevices", _NO_LIST, _LIST_NAMES),
        Lacking(
            (*permitted, "pciHostDevices", EACH),
            entry.format("pciHostDevices"),
            (other, "mdevNameSelector", *_NO_ENTRY),
            f"Write {pci} and resourceName.",
        ),
        Lacking(
            (*permitted, "mediatedDevices", EACH),
            entry.format("mediatedDevices"),
            (other, pci, *_NO_ENTRY),
            "Write mdevNameSelector and resourceName.",
        ),
    )


LACKING: Mapping[tuple[str, str], tuple[Lacking, ...]] = MappingProxyType(
    {
        ("argoproj.io", "Workflow"): _workflow("spec"),
        ("argoproj.io", "WorkflowTemplate"): _workflow("spec"),
        ("argoproj.io", "ClusterWorkflowTemplate"): _workflow("spec"),
        ("argoproj.io", "CronWorkflow"): _workflow("spec", "workflowSpec"),
        ("argoproj.io", "Rollout"): (
            Lacking(("spec",), "a Rollout's spec", PLACING, _IN_TEMPLATE),
            Lacking(("spec",), "a Rollout's spec", ASKING, "Write it below the container."),
        ),
        ("serving.kserve.io", "InferenceService"): (
            Lacking(("spec",), "an InferenceService's spec", (*PLACING, *ASKING, "model", "containers"), _PREDICTOR),
            Lacking(("spec", "predictor"), "a predictor", (*ASKING, "nodeAffinity"), _MODEL),
            Lacking(("spec", "predictor", "model"), "a model", PLACING, "Write it beside `model:`."),
            Lacking(("spec", "predictor", "workerSpec"), "a workerSpec", ASKING, _WORKER),
        ),
        ("sparkoperator.k8s.io", "SparkApplication"): _spark("spec"),
        ("sparkoperator.k8s.io", "ScheduledSparkApplication"): _spark("spec", "template"),
        ("tekton.dev", "TaskRun"): (Lacking(("spec",), "a TaskRun's spec", PLACING, _POD),),
        ("tekton.dev", "PipelineRun"): (Lacking(("spec",), "a PipelineRun's spec", PLACING, _POD),),
        ("kubevirt.io", "VirtualMachine"): (
            *(Lacking(path, "what stands around a machine's spec here", _OF_MACHINES, _MACHINE) for path in _OUTSIDE),
            *_machine("spec", "template", "spec"),
        ),
        ("kubevirt.io", "VirtualMachineInstance"): _machine("spec"),
        ("kubevirt.io", "KubeVirt"): (
            Lacking(("spec",), "a KubeVirt's spec", (*_PERMITTED, *_LISTS), _CONFIGURATION),
            Lacking(("spec", "configuration"), "a KubeVirt's configuration", _LISTS, _LIST_FIX),
            Lacking(("spec", "configuration"), "a KubeVirt's configuration", _TYPES, _MEDIATED),
            *_permitted("spec", "configuration", pci="pciVendorSelector", other="pciDeviceSelector"),
        ),
        ("hco.kubevirt.io", "HyperConverged"): (
            Lacking(("spec",), "a HyperConverged's spec", _LISTS, _LIST_FIX),
            Lacking(("spec",), "a HyperConverged's spec", _TYPES, _MEDIATED),
            *_permitted("spec", pci="pciDeviceSelector", other="pciVendorSelector"),
        ),
    }
)
"""Kinds whose levels differ from one to the next. A predictor's `resources` are those of a pod as a whole where KServe
knows them, and no GPU can be among these."""
