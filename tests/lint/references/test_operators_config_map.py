import pytest

from tests.lint.clusters import release
from tests.lint.examples import judged, told

CODE = "REF213"
MAP, CLIENTS = "default-mig-parted-config", "default-gpu-clients"
LAYOUTS = """\
  config.yaml: |
    version: v1
    mig-configs:
      all-disabled: [{devices: all, mig-enabled: false}]
"""


def config_map(name: str = MAP, namespace: str = "gpu-operator", more: str = "labels: {}") -> str:
    """A ConfigMap whose name stands in line 4."""
    where = f"  namespace: {namespace}\n" if namespace else ""
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n{where}  {more}\ndata:\n{LAYOUTS}"


def policy(spec: str) -> str:
    return f"apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"


def weights(files: dict[str, str]) -> list[str]:
    return [one.severity.value for one in judged(files).findings if one.code == CODE]


@pytest.mark.parametrize(
    "operator",
    [
        release("{}"),
        release(f"{{migManager: {{config: {{name: {MAP}}}}}}}"),
        release("{migManager: {config: {name: ''}}}"),
        policy("{migManager: {enabled: true}}"),
        policy("{mig: {strategy: mixed}}"),
        "",
    ],
)
def test_the_operator_writes_into_its_own_map(operator: str) -> None:
    files = {"a.yaml": operator, "b.yaml": config_map()}
    message = f"{MAP} is a ConfigMap that gpu-operator makes: it puts its own content in place of this one"
    assert told(files, CODE) == [(4, message)]
    assert weights(files) == ["warning"]


@pytest.mark.parametrize(
    "operator",
    [
        release("{migManager: {config: {name: layouts}}}"),
        release("{migManager: {enabled: false}}"),
        policy("{migManager: {config: {name: layouts}}}"),
        policy("{migManager: {enabled: false}}"),
        release("{}", namespace="other"),
        release("{}").replace("spec:\n", "spec:\n  valuesFrom: [{kind: ConfigMap, name: more}]\n", 1),
    ],
)
def test_it_leaves_the_name_alone_where_it_has_another_or_none(operator: str) -> None:
    assert told({"a.yaml": operator, "b.yaml": config_map()}, CODE) == []


def test_without_namespace_and_operator_it_is_a_note() -> None:
    assert weights({"a.yaml": config_map(namespace="")}) == ["info"]
    assert weights({"a.yaml": config_map(namespace="${NAMESPACE}")}) == ["info"]
    assert weights({"a.yaml": config_map(namespace=""), "b.yaml": release("{}")}) == ["warning"]


@pytest.mark.parametrize("name", [CLIENTS, "nvidia-device-plugin-entrypoint", "nvidia-mig-manager-entrypoint"])
def test_its_other_maps(name: str) -> None:
    files = {"a.yaml": release("{migManager: {config: {name: layouts}}}"), "b.yaml": config_map(name)}
    assert [line for line, _ in told(files, CODE)] == [4]
    assert told({**files, "a.yaml": release("{migManager: {gpuClientsConfig: {name: own}}}")}, CODE) == (
        [] if name == CLIENTS else told(files, CODE)
    )


@pytest.mark.parametrize("name", ["mig-parted-config", "custom-mig-config", "default-mig-parted-configs"])
def test_other_names_are_ones_own(name: str) -> None:
    assert told(config_map(name), CODE) == []


@pytest.mark.parametrize(
    "text",
    [
        config_map(namespace='"FILLED BY THE OPERATOR"'),
        config_map(more="uid: 0a1b"),
        config_map(more="ownerReferences: [{kind: ClusterPolicy, name: cluster-policy}]"),
    ],
)
def test_the_operators_own_manifest_and_what_was_read_from_a_cluster(text: str) -> None:
    assert told(text, CODE) == []


def test_mig_parted_runs_without_the_operator_too() -> None:
    pod = f"""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: mig-manager, namespace: gpu-operator}}
spec:
  selector: {{matchLabels: {{app: mig}}}}
  template:
    spec:
      containers: [{{name: mig, image: nvcr.io/nvidia/cloud-native/k8s-mig-manager:v0.12.1}}]
      volumes: [{{name: a, configMap: {{name: {MAP}}}}}]
"""
    assert told({"a.yaml": config_map(), "b.yaml": pod}, CODE) == []


def test_the_chart_may_make_it() -> None:
    made = f"{{migManager: {{config: {{create: true, name: {MAP}, data: {{config.yaml: 'version: v1'}}}}}}}}"
    assert [line for line, _ in told(release(made), CODE)] == [6]
    assert told(release(made.replace(MAP, "layouts")), CODE) == []
    # Without both it makes nothing, and the name is that of the operator's own.
    assert told(release(made.replace("create: true", "create: false")), CODE) == []
    assert told(release(made.replace("{config.yaml: 'version: v1'}", "{}")), CODE) == []


def test_a_generator_puts_a_hash_behind_the_name() -> None:
    text = f"""\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: gpu-operator
configMapGenerator:
  - name: {MAP}
    files: [config.yaml]
"""
    layouts = "version: v1\nmig-configs:\n  all-disabled: [{devices: all, mig-enabled: false}]\n"
    assert told({"kustomization.yaml": text, "config.yaml": layouts}, CODE) == []
