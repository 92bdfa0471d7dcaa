import pytest

from tests.lint.examples import told

ASKS = "resources: {limits: {nvidia.com/gpu: 1}}"
POD = f"{{containers: [{{name: a, image: b, {ASKS}}}]}}"
CPU = "{containers: [{name: a, image: b}]}"
HEAD = "metadata: {name: a}\n"


def of(version: str, kind: str, spec: str) -> str:
    return f"apiVersion: {version}\nkind: {kind}\n{HEAD}spec:\n  {spec}\n"


AROUND = "what stands around a pod's spec here"


@pytest.mark.parametrize(
    ("text", "key", "title"),
    [
        (
            of("kubeflow.org/v1", "Notebook", f"template: {{spec: {POD}, nodeSelector: {{a: b}}}}"),
            "nodeSelector",
            AROUND,
        ),
        (
            of("kubeflow.org/v1", "Notebook", f"{{runtimeClassName: nvidia, template: {{spec: {POD}}}}}"),
            "runtimeClassName",
            AROUND,
        ),
        (of("kubeflow.org/v1", "Notebook", f"{{{ASKS}, template: {{spec: {CPU}}}}}"), "resources", AROUND),
        (
            of(
                "kubeflow.org/v1",
                "PyTorchJob",
                f"pytorchReplicaSpecs: {{Worker: {{tolerations: [], template: {{spec: {POD}}}}}}}",
            ),
            "tolerations",
            AROUND,
        ),
        (
            of("ray.io/v1", "RayCluster", f"headGroupSpec: {{nodeSelector: {{a: b}}, template: {{spec: {POD}}}}}"),
            "nodeSelector",
            AROUND,
        ),
        (
            of("batch.volcano.sh/v1alpha1", "Job", f"tasks: [{{{ASKS}, template: {{spec: {CPU}}}}}]"),
            "resources",
            AROUND,
        ),
        (
            of(
                "argoproj.io/v1alpha1",
                "Workflow",
                f"{{runtimeClassName: nvidia, templates: [{{container: {{{ASKS}}}}}]}}",
            ),
            "runtimeClassName",
            "a workflow's spec",
        ),
        (
            of("argoproj.io/v1alpha1", "CronWorkflow", f"workflowSpec: {{templates: [{{{ASKS}, container: {{}}}}]}}"),
            "resources",
            "a template",
        ),
        (
            of(
                "serving.kserve.io/v1beta1",
                "InferenceService",
                f"{{tolerations: [], predictor: {{model: {{{ASKS}}}}}}}",
            ),
            "tolerations",
            "an InferenceService's spec",
        ),
        (
            of("serving.kserve.io/v1beta1", "InferenceService", f"predictor: {{{ASKS}, model: {{}}}}"),
            "resources",
            "a predictor",
        ),
        (
            of(
                "serving.kserve.io/v1beta1", "InferenceService", f"predictor: {{model: {{nodeSelector: {{}}, {ASKS}}}}}"
            ),
            "nodeSelector",
            "a model",
        ),
        (of("sparkoperator.k8s.io/v1beta2", "SparkApplication", f"executor: {{{ASKS}}}"), "resources", "the executor"),
        (
            of("kubevirt.io/v1", "KubeVirt", "permittedHostDevices: {pciHostDevices: [{resourceName: nvidia.com/T4}]}"),
            "permittedHostDevices",
            "a KubeVirt's spec",
        ),
        (
            of(
                "hco.kubevirt.io/v1beta1", "HyperConverged", "permittedHostDevices: {mediatedDevicesTypes: [nvidia-46]}"
            ),
            "mediatedDevicesTypes",
            "permittedHostDevices",
        ),
        (
            of("kubevirt.io/v1", "VirtualMachine", "template: {spec: {domain: {gpus: [{deviceName: nvidia.com/T4}]}}}"),
            "gpus",
            "a machine's domain",
        ),
        (
            of("kubevirt.io/v1", "VirtualMachine", "template: {spec: {gpus: [{deviceName: nvidia.com/T4}]}}"),
            "gpus",
            "a machine's spec",
        ),
    ],
)
def test_words_that_a_level_has_not(text: str, key: str, title: str) -> None:
    message = f"{key} is no field of {title}: the API server refuses it, or drops it"
    assert told(text, "KUB205") == [(5, message)]


@pytest.mark.parametrize(
    "text",
    [
        of("kubeflow.org/v1", "Notebook", f"template: {{spec: {{nodeSelector: {{a: b}}, {POD[1:]}}}"),
        of("ray.io/v1", "RayCluster", f"headGroupSpec: {{resources: {{GPU: '1'}}, template: {{spec: {POD}}}}}"),
        of("kubeflow.org/v1", "PyTorchJob", f"pytorchReplicaSpecs: {{Worker: {{template: {{spec: {POD}}}}}}}"),
        # Beside the way to a pod stands what is not said of pods.
        of("kubeflow.org/v1", "Other", f"{{policy: {{resources: {{nvidia.com/gpu: 1}}}}, template: {{spec: {POD}}}}}"),
        of(
            "argoproj.io/v1alpha1",
            "Workflow",
            f"{{tolerations: [], templates: [{{nodeSelector: {{}}, container: {{{ASKS}}}}}]}}",
        ),
        of(
            "serving.kserve.io/v1beta1",
            "InferenceService",
            f"predictor: {{tolerations: [], runtimeClassName: a, model: {{{ASKS}}}}}",
        ),
        of(
            "serving.kserve.io/v1beta1",
            "InferenceService",
            f"predictor: {{resources: {{limits: {{cpu: 1}}}}, model: {{{ASKS}}}}}",
        ),
        of(
            "sparkoperator.k8s.io/v1beta2",
            "SparkApplication",
            "executor: {gpu: {name: nvidia.com/gpu, quantity: 1}, tolerations: []}",
        ),
        of(
            "kubevirt.io/v1",
            "KubeVirt",
            "configuration: {permittedHostDevices: {pciHostDevices: [{resourceName: nvidia.com/T4}]}}",
        ),
        of("other.io/v1", "Thing", f"{{runtimeClassName: nvidia, template: {{spec: {POD}}}}}"),
    ],
)
def test_words_that_are_read(text: str) -> None:
    assert told(text, "KUB205") == []


@pytest.mark.parametrize(("quantity", "found"), [("0.5", 1), ("1", 0)])
def test_the_cards_of_a_spark_application_are_counted(quantity: str, found: int) -> None:
    spec = f"executor: {{gpu: {{name: nvidia.com/gpu, quantity: {quantity}}}}}"
    assert len(told(of("sparkoperator.k8s.io/v1beta2", "SparkApplication", spec), "WRK201")) == found


MACHINE = "template: {spec: {domain: {devices: {gpus: [{name: a, deviceName: nvidia.com/T4}]}}}}"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (
            of(
                "kubevirt.io/v1",
                "KubeVirt",
                "configuration: {permittedHostDevices: {pciDevices: [{resourceName: nvidia.com/T4}]}}",
            ),
            "pciDevices",
        ),
        (
            of(
                "kubevirt.io/v1",
                "KubeVirt",
                "configuration: {permittedHostDevices: {pciHostDevices: "
                "[{pciDeviceSelector: '10DE:1EB8', resourceName: nvidia.com/T4}]}}",
            ),
            "pciDeviceSelector",
        ),
        *(
            (
                of(
                    "kubevirt.io/v1",
                    "KubeVirt",
                    f"configuration: {{permittedHostDevices: {{mediatedDevices: "
                    f"[{{{key}: NVIDIA A10-24Q, resourceName: nvidia.com/A10-24Q}}]}}}}",
                ),
                key,
            )
            for key in ("mdevName", "mdevType")
        ),
        (
            of(
                "hco.kubevirt.io/v1beta1",
                "HyperConverged",
                "permittedHostDevices: {pciHostDevices: [{pciVendorSelector: '10DE:1', resourceName: nvidia.com/T4}]}",
            ),
            "pciVendorSelector",
        ),
        (
            of("kubevirt.io/v1", "VirtualMachine", MACHINE.replace("deviceName", "resourceName")),
            "resourceName",
        ),
        (
            of(
                "serving.kserve.io/v1beta1",
                "InferenceService",
                f"predictor: {{model: {{modelFormat: {{name: a}}}}, workerSpec: {{{ASKS}}}}}",
            ),
            "resources",
        ),
    ],
)
def test_devices_and_workers(text: str, key: str) -> None:
    ((_, message),) = told(text, "KUB205")
    assert message.startswith(f"{key} is no field of ")


def test_sound_devices() -> None:
    assert told(of("kubevirt.io/v1", "VirtualMachine", MACHINE), "KUB205") == []
    permitted = "permittedHostDevices: {pciHostDevices: [{SELECTOR: '10DE:1EB8', resourceName: nvidia.com/T4}]}"
    hco = of("hco.kubevirt.io/v1beta1", "HyperConverged", permitted.replace("SELECTOR", "pciDeviceSelector"))
    assert told(hco, "KUB205") == []
    own = f"configuration: {{{permitted.replace('SELECTOR', 'pciVendorSelector')}}}"
    assert told(of("kubevirt.io/v1", "KubeVirt", own), "KUB205") == []
