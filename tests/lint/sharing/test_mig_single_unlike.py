import pytest

from tests.lint.examples import judged
from tests.lint.texts import layouts, mig, policy

CODE = "SHR204"
ON = "mig-enabled: true, mig-devices"
UNLIKE = mig(layouts(unlike=(f"devices: all, {ON}: {{1g.10gb: 2, 2g.20gb: 1}}",)))
LIKE = mig(layouts(like=(f"devices: all, {ON}: {{1g.10gb: 7}}",)))
TWO = mig(layouts(two=(f"devices: [0], {ON}: {{1g.10gb: 7}}", f"devices: [1], {ON}: {{2g.20gb: 3}}")))
HALF = mig(layouts(half=(f"devices: [0], {ON}: {{1g.10gb: 7}}", "devices: [1], mig-enabled: false")))
FILTERED = mig(
    layouts(
        two=(
            f"device-filter: '0x20B210DE', devices: all, {ON}: {{1g.10gb: 7}}",
            f"device-filter: '0x20B710DE', devices: all, {ON}: {{1g.6gb: 4}}",
        )
    )
)
NAMED = "migManager: {config: {name: nvidia-mig, default: other}}"
SINGLE, MIXED = policy(f"{{mig: {{strategy: single}}, {NAMED}}}"), policy(f"{{mig: {{strategy: mixed}}, {NAMED}}}")


def levels(text: str) -> list[str]:
    return [one.severity.value for one in judged(text).findings if one.code == CODE]


def asking(layout: str) -> str:
    return f"---\napiVersion: v1\nkind: Node\nmetadata: {{name: a, labels: {{nvidia.com/mig.config: {layout}}}}}\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (UNLIKE + SINGLE, ["warning"]),
        (UNLIKE + SINGLE + asking("unlike"), ["error"]),
        (TWO + SINGLE, ["warning"]),
        (HALF + SINGLE + asking("half"), ["error"]),
        (HALF + MIXED + asking("half"), []),
        (UNLIKE + MIXED + asking("unlike"), []),
        (LIKE + SINGLE + asking("like"), []),
        (FILTERED + SINGLE + asking("two"), []),
        (UNLIKE, []),
        (UNLIKE.replace("nvidia-mig", "other") + SINGLE, []),
        (UNLIKE.replace("unlike", "all-balanced") + SINGLE, []),
        (UNLIKE.replace("unlike", "all-balanced") + SINGLE + asking("all-balanced"), ["error"]),
        (policy("{mig: {strategy: single}}") + asking("all-balanced"), ["error"]),
        (policy("{mig: {strategy: mixed}}") + asking("all-balanced"), []),
        (policy("{mig: {strategy: single}}") + asking("all-1g.10gb"), []),
    ],
)
def test_by_strategy_and_label(text: str, found: list[str]) -> None:
    assert levels(text) == found


RELEASE = """\
---
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: gpu-operator
  valuesContent: "migManager: {config: {name: nvidia-mig, default: other}}"
"""


def test_a_default_that_nobody_wrote_counts_where_a_node_asks_for_the_layout() -> None:
    assert levels(UNLIKE + RELEASE) == []
    assert levels(UNLIKE + RELEASE + asking("unlike")) == ["error"]


FILE = layouts(cut=(f"devices: all, {ON}: {{1g.5gb: 2, 2g.10gb: 1, 3g.20gb: 1}}",))
BOTH = FILE + layouts(like=(f"devices: all, {ON}: {{1g.5gb: 7}}",)).partition("mig-configs:\n")[2]
OFF = FILE + "  all-disabled: [{devices: all, mig-enabled: false}]\n"
OF_OTHERS = layouts(
    cut=(
        f"device-filter: '0x20B010DE', devices: all, {ON}: {{1g.5gb: 7}}",
        f"device-filter: '0x20B710DE', devices: all, {ON}: {{1g.6gb: 2, 2g.12gb: 1}}",
    )
)
DAEMON = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: plugin}
spec:
  selector: {matchLabels: {a: b}}
  template:
    spec:
      containers:
        - name: a
          image: nvcr.io/nvidia/k8s-device-plugin:v0.19.3
          PART
"""
PLUGIN = "migStrategy: single\ngfd: {enabled: true}\n"
OPERATOR = "mig: {strategy: single}\nmigManager: {enabled: true}\ndevicePlugin: {enabled: true}\n"


@pytest.mark.parametrize(
    ("file", "values", "found"),
    [
        (FILE, PLUGIN, ["values.yaml:1"]),
        (OFF, PLUGIN, ["values.yaml:1"]),
        (FILE, OPERATOR, ["values.yaml:1"]),
        (FILE, DAEMON.replace("PART", "args: [--mig-strategy=single]"), ["values.yaml:11"]),
        (FILE, DAEMON.replace("PART", "env: [{name: MIG_STRATEGY, value: single}]"), ["values.yaml:11"]),
        (UNLIKE, PLUGIN, ["values.yaml:1"]),
        (BOTH, PLUGIN, []),
        (LIKE, PLUGIN, []),
        (FILE, PLUGIN.replace("single", "mixed"), []),
        (FILE, "gfd: {enabled: true}\nmigStrategy: ${STRATEGY}\n", []),
        (FILE, OPERATOR.replace("single", "mixed"), []),
        (FILE, "gfd: {enabled: true}\ncompatWithCPUManager: true\n", []),
        (FILE, f"{PLUGIN}---\n{DAEMON.replace('PART', 'args: [--mig-strategy=mixed]')}", []),
        (OF_OTHERS, PLUGIN, []),
    ],
)
def test_a_file_that_nobody_names(file: str, values: str, found: list[str]) -> None:
    findings = judged({"mig-parted.yaml": file, "values.yaml": values}, ("--gpu", "NVIDIA-A100-SXM4-40GB")).findings
    told = [one for one in findings if one.code == CODE]
    assert [f"{one.file}:{one.position.line if one.position else 0}" for one in told] == found
    assert [one.severity.value for one in told] == ["warning"] * len(found)


def test_a_file_that_nobody_names_and_a_node_that_asks_for_its_layout() -> None:
    files = {"mig-parted.yaml": BOTH, "values.yaml": PLUGIN, "node.yaml": asking("cut")}
    assert [one.severity.value for one in judged(files).findings if one.code == CODE] == ["error"]
    files["node.yaml"] = asking("like")
    assert [one.severity.value for one in judged(files).findings if one.code == CODE] == []


@pytest.mark.parametrize(("file", "found"), [("clusters/b/mig.yaml", []), ("clusters/a/mig.yaml", ["warning"])])
def test_a_file_of_another_cluster(file: str, found: list[str]) -> None:
    layout = (
        "version: v1\nmig-configs:\n  a: [{devices: all, mig-enabled: true, mig-devices: {1g.10gb: 2, 2g.20gb: 1}}]\n"
    )
    plugin = (
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: a, namespace: a}\nspec:\n"
        "  chart: {spec: {chart: nvidia-device-plugin, version: 0.17.4}}\n  values: {migStrategy: single}\n"
    )
    files = {"clusters/a/hr.yaml": plugin, file: layout}
    assert [one.severity.value for one in judged(files).findings if one.code == CODE] == found


DAEMON = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: plugin, namespace: kube-system}
spec:
  selector: {matchLabels: {app: plugin}}
  template:
    metadata: {labels: {app: plugin}}
    spec:
      containers:
        - name: plugin
          image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4
          args: ARGS
          env: [{name: MIG_STRATEGY, value: VARIABLE}]
---
"""


@pytest.mark.parametrize(
    ("args", "variable", "found"),
    [
        ("[--mig-strategy=single]", "none", ["warning"]),
        ("[--mig-strategy, single]", "none", ["warning"]),
        # The command line counts more than the variable.
        ("[--mig-strategy, none]", "single", []),
        ("[--fail-on-init-error=false]", "single", ["warning"]),
    ],
)
def test_a_daemon_is_told_by_its_command_line_and_then_by_its_variable(
    args: str, variable: str, found: list[str]
) -> None:
    assert levels(DAEMON.replace("ARGS", args).replace("VARIABLE", variable) + UNLIKE) == found
