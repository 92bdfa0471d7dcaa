import pytest

from tests.lint.chart_values import release
from tests.lint.examples import told
from tests.lint.policies import policy, whole

CODE = "REF238"
SOUND = """\
version: v1
vgpu-configs:
  A10-4Q:
  - devices: all
    vgpu-devices: {A10-4Q: 6}
  A10-8Q:
  - {device-filter: ["0x223610DE"], devices: [0, 1], vgpu-devices: {A10-8Q: 3}}
"""


def config_map(text: str = SOUND, key: str = "config.yaml", name: str = "vgpu") -> str:
    """The text begins on line 6."""
    lines = "".join(f"    {line}\n" for line in text.splitlines())
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: gpus}}\ndata:\n  {key}: |\n{lines}"


def operator(config: str = "{name: vgpu}", more: str = "", sandbox: str = "true") -> str:
    """The configuration stands in line 8."""
    values = f"sandboxWorkloads: {{enabled: {sandbox}}}\nvgpuDeviceManager: {{config: {config}{more}}}\n"
    return release(values, version="v25.3.4")


def node(entry: str) -> str:
    return f"apiVersion: v1\nkind: Node\nmetadata: {{name: a, labels: {{nvidia.com/vgpu.config: {entry}}}}}\n"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (SOUND.replace("version: v1\n", ""), 6, "the file has no version"),
        (SOUND.replace("v1", "v2"), 6, "v2 is no version"),
        (SOUND + "mig-configs: {}\n", 13, "mig-configs is no field there"),
        (SOUND + "  none: []\n", 13, "none has no entry"),
        (SOUND + "  none:\n", 13, "none has no entry"),
        (SOUND.replace("    vgpu-devices:", "    vgpu-device:"), 10, "vgpu-device is no field there"),
        (SOUND.replace("    vgpu-devices: {A10-4Q: 6}\n", ""), 9, "an item needs vgpu-devices"),
        (SOUND.replace("- devices: all\n    ", "- "), 9, "an item needs devices"),
        (SOUND.replace("all", "every"), 9, "devices is 'every', which is neither all nor a list of numbers"),
        (SOUND.replace("6}", "0}"), 10, "A10-4Q has a count of 0"),
    ],
)
def test_what_the_device_manager_refuses(text: str, line: int, message: str) -> None:
    ((at, found),) = told(config_map(text), CODE)
    assert (at, found.partition(":")[0]) == (line, message)


@pytest.mark.parametrize(
    "text",
    [
        config_map(),
        config_map(SOUND.replace("all", "'${DEVICES}'")),
        config_map(SOUND.replace("version: v1\n", "").replace("vgpu-configs", "mig-configs")),
        config_map("vgpu-configs: [\n"),
    ],
)
def test_what_it_takes_and_what_is_not_known(text: str) -> None:
    assert told({"a.yaml": text, "b.yaml": operator()}, CODE) == []


def test_a_part_of_a_file() -> None:
    part = config_map(SOUND.replace("version: v1\n", ""))
    assert told({"vgpu-patch.yaml": part}, CODE) == []
    assert len(told({"vgpu.yaml": part}, CODE)) == 1


POLICY = policy(
    f"{whole()}\nsandboxWorkloads: {{enabled: true}}\nvgpuDeviceManager: {{config: {{name: vgpu, default: A10-4C}}}}"
)


@pytest.mark.parametrize(
    ("user", "line"), [(operator("{name: vgpu, default: A10-4C}"), 8), (POLICY, 15), (operator() + "---\n", 0)]
)
def test_a_default_that_is_no_entry(user: str, line: int) -> None:
    message = "the default is A10-4C, but the configuration vgpu has A10-4Q and A10-8Q: no vGPU device is made"
    expected = [(line, message)] if line else []
    assert told({"a.yaml": config_map(), "b.yaml": user}, CODE) == expected


def test_a_label_that_names_no_entry() -> None:
    files = {"a.yaml": config_map(), "b.yaml": operator()}
    assert [line for line, _ in told({**files, "c.yaml": node("A10-24Q")}, CODE)] == [3]
    assert told({**files, "c.yaml": node("A10-8Q")}, CODE) == []
    assert told({**files, "c.yaml": node("'${VGPU}'")}, CODE) == []


@pytest.mark.parametrize(
    "files",
    [
        (config_map(), operator("{name: other}")),
        (config_map(), operator(sandbox="false")),
        (config_map(), operator(more=", enabled: false")),
        (config_map(), operator(), operator()),
        (config_map(), config_map(), operator()),
        (config_map(name="other"), operator()),
    ],
)
def test_where_it_is_not_known_which_file_is_read(files: tuple[str, ...]) -> None:
    given = {f"{number}.yaml": text for number, text in enumerate(files)}
    assert told({**given, "node.yaml": node("A10-24Q")}, CODE) == []


def test_the_file_under_another_key_or_name() -> None:
    ((line, message),) = told({"a.yaml": config_map(key="config.yml"), "b.yaml": operator()}, "REF222")
    assert (line, message) == (
        5,
        "the vGPU device manager reads the key config.yaml of ConfigMap vgpu, and it has config.yml",
    )
    ((line, message),) = told({"a.yaml": config_map(name="vgpus"), "b.yaml": operator()}, "REF203")
    assert line == 8
    assert message == "the ConfigMap vgpu that the vGPU device manager is to read was not found in what was given"
    for user in (operator(sandbox="false"), operator(more=", enabled: false"), operator("{name: '${NAME}'}")):
        assert told({"a.yaml": config_map(key="config.yml"), "b.yaml": user}, "REF222") == []
        assert told({"a.yaml": config_map(name="vgpus"), "b.yaml": user}, "REF203") == []
    assert told(operator("{name: default-vgpu-devices-config}"), "REF203") == []
