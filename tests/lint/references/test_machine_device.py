import pytest

from tests.lint.examples import told


def permitted(lists: str, kind: str = "kubevirt.io/v1\nkind: KubeVirt") -> str:
    inner = f"permittedHostDevices: {lists}"
    spec = inner if "Hyper" in kind else f"configuration: {{{inner}}}"
    return f"apiVersion: {kind}\nmetadata: {{name: kubevirt}}\nspec: {{{spec}}}\n"


def machine(name: str, key: str = "gpus") -> str:
    return f"""apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata: {{name: vm}}
spec: {{template: {{spec: {{domain: {{devices: {{{key}: [{{name: gpu1, deviceName: {name}}}]}}}}}}}}}}
"""


T4 = "{pciHostDevices: [{pciVendorSelector: '10DE:1EB8', resourceName: nvidia.com/T4}]}"
GRID = "{mediatedDevices: [{mdevNameSelector: GRID T4-1Q, resourceName: nvidia.com/GRID_T4-1Q}]}"
HYPER = "hco.kubevirt.io/v1beta1\nkind: HyperConverged"


@pytest.mark.parametrize("settings", [permitted(T4), permitted(GRID), permitted(T4, HYPER)])
@pytest.mark.parametrize("key", ["gpus", "hostDevices"])
def test_a_device_of_another_name(settings: str, key: str) -> None:
    message = "nvidia.com/gpu is none of the devices that KubeVirt permits here: the machine does not start"
    assert told({"a.yaml": settings, "b.yaml": machine("nvidia.com/gpu", key)}, "REF232") == [(4, message)]


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        (permitted(T4), "nvidia.com/T4"),
        (permitted(GRID), "nvidia.com/GRID_T4-1Q"),
        (permitted(T4), "${DEVICE}"),
        (permitted(T4.replace("T4", "${CARD}")), "nvidia.com/gpu"),
        # Where nothing is permitted here, it is elsewhere.
        (permitted("{}"), "nvidia.com/gpu"),
        ("", "nvidia.com/gpu"),
    ],
)
def test_what_may_be_permitted(settings: str, name: str) -> None:
    assert told({"a.yaml": settings, "b.yaml": machine(name)}, "REF232") == []


@pytest.mark.parametrize(
    ("file", "found"), [("clusters/b/vm.yaml", 0), ("apps/vm.yaml", 1), ("clusters/a/x/vm.yaml", 1)]
)
def test_machines_of_another_cluster(file: str, found: int) -> None:
    files = {"clusters/a/kubevirt.yaml": permitted(T4), file: machine("nvidia.com/gpu")}
    assert len(told(files, "REF232")) == found
