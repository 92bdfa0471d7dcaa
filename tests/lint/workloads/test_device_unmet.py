"""Claims whose conditions no device of NVIDIA's DRA driver meets."""

import pytest

from tests.lint.examples import told

GPU = 'device.attributes["gpu.nvidia.com"]'
ROOM = 'device.capacity["gpu.nvidia.com"]'
PENDING = "pods with the claim stay pending"
AMOUNT = f"{ROOM}.memory.compareTo(quantity(AMOUNT)) >= 0"


def claim(text: str, name: str = "gpu.nvidia.com", constraint: str = "") -> str:
    """The expression stands in line 4, a constraint too."""
    request = f"{{name: gpu, exactly: {{deviceClassName: {name}, selectors: [{{cel: {{expression: '{text}'}}}}]}}}}"
    rest = f", constraints: [{{matchAttribute: {constraint}}}]" if constraint else ""
    return (
        "apiVersion: resource.k8s.io/v1\nkind: ResourceClaim\nmetadata: {name: a, namespace: b}\n"
        f"spec: {{devices: {{requests: [{request}]{rest}}}}}\n"
    )


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        (AMOUNT.replace("AMOUNT", '"40GB"'), "gpu.nvidia.com", "'40GB' is no quantity: the scheduler gives up"),
        (AMOUNT.replace("AMOUNT", '"40 Gi"') + " || true", "own", "'40 Gi' is no quantity: the scheduler gives up"),
        (
            'device.driver == "nvidia.com"',
            "gpu.nvidia.com",
            f"the driver of the class gpu.nvidia.com is gpu.nvidia.com, and never nvidia.com: {PENDING}",
        ),
        (
            f'{GPU}.type == "GPU"',
            "gpu.nvidia.com",
            f"the type of a device of the class gpu.nvidia.com is gpu, and never GPU: {PENDING}",
        ),
        (f'{GPU}.type == "MIG"', "own", f"no device has the type MIG: {PENDING}"),
        (
            f'{GPU}.type == "mig"',
            "gpu.nvidia.com",
            f"the type of a device of the class gpu.nvidia.com is gpu, and never mig: {PENDING}",
        ),
        (
            f'{GPU}.profile == "1g.5gb"',
            "gpu.nvidia.com",
            f"a device of the class gpu.nvidia.com is a whole GPU and has no profile: {PENDING}",
        ),
        (f'{GPU}.profile == "1g.5GB"', "mig.nvidia.com", f"no MIG device has the profile 1g.5GB: {PENDING}"),
        (f'{GPU}.profile == "mig-1g.5gb"', "mig.nvidia.com", f"no MIG device has the profile mig-1g.5gb: {PENDING}"),
    ],
)
def test_conditions_that_no_device_meets(text: str, name: str, message: str) -> None:
    ((line, said),) = told(claim(text, name), "WRK253")
    assert line == 4
    assert said.startswith(message)
    assert said.endswith(PENDING)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (AMOUNT.replace("AMOUNT", '"40Gi"'), "gpu.nvidia.com"),
        (AMOUNT.replace("AMOUNT", '"40G"'), "gpu.nvidia.com"),
        (AMOUNT.replace("AMOUNT", "string(1)"), "gpu.nvidia.com"),
        ('device.driver == "gpu.nvidia.com"', "gpu.nvidia.com"),
        ('device.driver == "nvidia.com"', "own"),
        ('device.driver != "nvidia.com"', "gpu.nvidia.com"),
        ('device.driver == "nvidia.com" || device.driver == "gpu.nvidia.com"', "gpu.nvidia.com"),
        (f'{GPU}.type == "gpu"', "gpu.nvidia.com"),
        (f'{GPU}.type == "mig"', "mig.nvidia.com"),
        (f'{GPU}.type == "mig"', "own"),
        (f'{GPU}.type == "new"', "own"),
        (f'!({GPU}.type == "mig")', "gpu.nvidia.com"),
        (f'"profile" in {GPU} && {GPU}.profile == "1g.5gb"', "gpu.nvidia.com"),
        (f'{GPU}.profile == "1g.5gb"', "mig.nvidia.com"),
        (f'{GPU}.profile == "1g.99gb"', "mig.nvidia.com"),
        (f'{GPU}.profile == "1g.10gb+me"', "mig.nvidia.com"),
        (f'{GPU}.profile.startsWith("1g")', "mig.nvidia.com"),
    ],
)
def test_conditions_that_a_device_may_meet(text: str, name: str) -> None:
    assert told(claim(text, name), "WRK253") == []


def test_after_an_alternative_comes_the_next() -> None:
    text = claim(f'{GPU}.type == "mig"').replace("exactly: {device", "firstAvailable: [{name: a, device")
    assert told(text.replace("}}]}}", "}}]}]}", 1), "WRK253") == []
    amount = claim(AMOUNT.replace("AMOUNT", '"40GB"')).replace("exactly: {device", "firstAvailable: [{name: a, device")
    assert len(told(amount.replace("}}]}}", "}}]}]}", 1), "WRK253")) == 1


def test_a_class_of_that_name_among_the_files_may_select_otherwise() -> None:
    text = claim(f'{GPU}.type == "mig"')
    own = "apiVersion: resource.k8s.io/v1\nkind: DeviceClass\nmetadata: {name: gpu.nvidia.com}\nspec: {}\n"
    assert told({"a.yaml": text}, "WRK253") != []
    assert told({"a.yaml": text, "b.yaml": own}, "WRK253") == []


@pytest.mark.parametrize(
    ("attribute", "amiss"),
    [
        ("gpu.nvidia.com/model", True),
        ("gpu.nvidia.com/productname", True),
        ("gpu.nvidia.com/productName", False),
        ("resource.kubernetes.io/pcieRoot", False),
        ("gpu.nvidia.com/partition2", False),
        ("example.com/model", False),
        ("gpu.nvidia.com/${NAME}", False),
    ],
)
def test_attributes_by_which_devices_match(attribute: str, amiss: bool) -> None:
    found = told(claim("true", constraint=f'"{attribute}"'), "WRK253")
    name = attribute.partition("/")[2]
    message = f"no release of NVIDIA's driver has an attribute {name}, by which devices are to match: {PENDING}"
    assert found == [(4, message)] * amiss


@pytest.mark.parametrize(
    "text",
    [
        f'[{GPU}.type == "mig", {GPU}.type == "gpu"].exists(x, x)',
        f'["mig", "gpu"].exists(one, {GPU}.type == one) || {GPU}.type == "mig"',
        f'cel.bind(kind, {GPU}.type == "mig", {GPU}.type == "gpu")',
    ],
)
def test_conditions_of_which_not_all_must_hold(text: str) -> None:
    assert told(claim(text), "WRK253") == []
