import pytest

from tests.lint.chart_values import release, weighed
from tests.lint.examples import judged, told
from tests.lint.policies import policy
from tests.lint.versions.test_operator_image import driver_object

CODE = "REF222"
TOKEN = "client_configuration_token.tok"


def config_map(*keys: str, name: str = "a", namespace: str = "gpus", kind: str = "ConfigMap") -> str:
    data = "".join(f"  {key}: text\n" for key in keys)
    return f"apiVersion: v1\nkind: {kind}\nmetadata: {{name: {name}, namespace: {namespace}}}\ndata:\n{data}"


NLS = release("driver: {licensingConfig: {configMapName: a, nlsEnabled: true}}")
SECRET = release("driver: {licensingConfig: {secretName: a, nlsEnabled: true}}")
NO_NLS = release("driver: {licensingConfig: {configMapName: a, nlsEnabled: false}}")
OBJECT = driver_object("image: driver@sha256:a\nlicensingConfig: {name: a}")
TOPOLOGY = release("driver: {virtualTopology: {config: a}}")
CLIENTS = release("migManager: {gpuClientsConfig: {name: a}}")
MODULES = release("driver: {kernelModuleConfig: {name: a}}")


@pytest.mark.parametrize(
    ("user", "other", "line"),
    [
        (NLS, config_map("gridd.conf"), 4),
        (NLS, config_map("gridd.conf", "token.tok"), 6),
        (NLS, config_map("licence", "token"), 4),
        (OBJECT, config_map("gridd.conf"), 4),
        (NO_NLS, config_map("gridd"), 5),
        (SECRET, config_map("gridd.conf", "client_configuration_token", kind="Secret"), 6),
        (policy("driver: {licensingConfig: {secretName: a}}"), config_map("grid.conf", kind="Secret"), 5),
        (TOPOLOGY, config_map("topology.conf"), 5),
        (MODULES, config_map("modprobe.conf", "nvidia.conf"), 5),
        (CLIENTS, config_map("config.yaml"), 5),
        (policy("migManager: {gpuClientsConfig: {name: a}}"), config_map("config.yaml"), 5),
    ],
)
def test_keys_that_are_missing_or_not_read(user: str, other: str, line: int) -> None:
    assert [at for at, _ in told({"a.yaml": user, "b.yaml": other}, CODE)] == [line]


@pytest.mark.parametrize(
    ("user", "other"),
    [
        (NLS, config_map("gridd.conf", TOKEN, "more")),
        (CLIENTS, config_map("clients.yaml", "more")),
        (release("migManager: {enabled: false, gpuClientsConfig: {name: a}}"), config_map("config.yaml")),
        (NLS, config_map("gridd.conf", name="b")),
        (NLS, config_map("gridd.conf", namespace="other")),
        (NLS, config_map()),
        (NLS, config_map("gridd.conf") + "---\n" + config_map(TOKEN)),
        (NLS, config_map("gridd.conf", kind="Secret")),
        (SECRET, config_map("gridd.conf", TOKEN, kind="Secret")),
        (NO_NLS, config_map("gridd.conf")),
        (OBJECT, config_map("gridd.conf", TOKEN)),
        (policy("driver: {licensingConfig: {configMapName: a}}"), config_map("gridd.conf")),
        (TOPOLOGY, config_map("nvidia-topologyd.conf")),
        (MODULES, config_map("nvidia.conf", "nvidia-uvm.conf", "nvidia-modeset.conf", "nvidia-peermem.conf")),
        (release("driver: {enabled: false, kernelModuleConfig: {name: a}}"), config_map("x.conf")),
        (release("driver: {repoConfig: {configMapName: a}, certConfig: {name: a}}"), config_map("x.repo")),
    ],
)
def test_keys_that_are_right_or_another_clusters(user: str, other: str) -> None:
    assert told({"a.yaml": user, "b.yaml": other}, CODE) == []


def test_a_config_map_in_the_place_of_a_secret() -> None:
    ((severity, message),) = weighed(SECRET + "---\n" + config_map("gridd.conf", TOKEN), CODE)
    assert (severity, "a is a ConfigMap" in message) == ("warning", True)


def test_lines_as_modprobe_has_them() -> None:
    head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: gpus}\ndata:\n"
    wrong = head + "  nvidia.conf: |\n    NVreg_A=1\n    options nvidia NVreg_EnableGpuFirmware=0\n"
    assert [line for line, _ in told({"a.yaml": MODULES, "b.yaml": wrong}, CODE)] == [7]
    right = wrong.replace("options nvidia ", "")
    assert told({"a.yaml": MODULES, "b.yaml": right}, CODE) == []


@pytest.mark.parametrize("block", ["repoConfig: {configMapName: a}", "certConfig: {name: a}"])
def test_a_config_map_of_another_namespace(block: str) -> None:
    text = release(f"driver: {{{block}}}") + "---\n" + config_map("x", namespace="kube-system")
    assert [one.severity.value for one in judged(text).findings if one.code == "REF203"] == ["error"]
