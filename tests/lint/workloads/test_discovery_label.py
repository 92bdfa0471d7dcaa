import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, line_of, told
from tests.lint.pods import gpu_node, pod

CODE = "WRK218"
ASK = "{limits: {nvidia.com/gpu: 1}}"
ADA = ("--gpu", "NVIDIA-GeForce-RTX-4090")
WITH_A100 = (*ADA, "--gpu", "NVIDIA-A100-SXM4-80GB")


def selecting(key: str, value: str) -> str:
    return pod(ASK, spec=f'nodeSelector: {{nvidia.com/{key}: "{value}"}}')


def affinity(*terms: str, kind: str = "required") -> str:
    if kind == "required":
        inner = f"requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: [{', '.join(terms)}]}}"
    else:
        wished = ", ".join(f"{{weight: 1, preference: {term}}}" for term in terms)
        inner = f"preferredDuringSchedulingIgnoredDuringExecution: [{wished}]"
    return pod(ASK, spec=f"affinity: {{nodeAffinity: {{{inner}}}}}")


def term(key: str, operator: str, *values: str) -> str:
    quoted = ", ".join(f'"{value}"' for value in values)
    return f"{{matchExpressions: [{{key: nvidia.com/{key}, operator: {operator}, values: [{quoted}]}}]}}"


def release(chart: str, version: str, values: str = "{}") -> str:
    return f"""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: a, namespace: a}}
spec:
  chart: {{spec: {{chart: {chart}{f", version: {version}" if version else ""}}}}}
  values: {values}
"""


def severities(text: str | dict[str, str], options: tuple[str, ...] = ()) -> list[tuple[int, Severity]]:
    return [(line_of(one), one.severity) for one in judged(text, options).findings if one.code == CODE]


@pytest.mark.parametrize(
    ("key", "value", "fix"),
    [
        ("gpu.family", "ada", "Did you mean ada-lovelace?"),
        ("gpu.family", "lovelace", "Did you mean ada-lovelace?"),
        ("gpu.family", "adalovelace", "Did you mean ada-lovelace?"),
        ("gpu.family", "Ampere", "Did you mean ampere?"),
        ("gpu.family", "amper", "Did you mean ampere?"),
        ("gpu.family", "rtx-4090", "Did you mean ada-lovelace?"),
        ("gpu.family", "H100-SXM5-80GB", "Did you mean hopper?"),
        ("gpu.present", "True", "Did you mean true?"),
        ("gpu.present", "yes", "Did you mean true?"),
        ("mig.capable", "1", "Did you mean true?"),
        ("mps.capable", "no", "Did you mean false?"),
        ("vgpu.present", "enabled", "Write one of true, false."),
        ("gpu.sharing-strategy", "timeslicing", "Did you mean time-slicing?"),
        ("gpu.sharing-strategy", "timeSlicing", "Did you mean time-slicing?"),
        ("gpu.sharing-strategy", "shared", "Write one of none, mps, time-slicing."),
        ("gpu.mode", "computes", "Did you mean compute?"),
        ("gpu.mode", "display", "Write one of compute, graphics, unknown."),
        ("mig.strategy", "Mixed", "Did you mean mixed?"),
        (
            "mig.strategy",
            "none",
            "Write `operator: DoesNotExist` for this key in a node affinity, or leave the line out.",
        ),
        ("gpu.memory", "24Gi", "Write it as nodes have it: `kubectl get nodes -L nvidia.com/gpu.memory`."),
        ("gpu.memory", "24576MiB", "Write it as nodes have it: `kubectl get nodes -L nvidia.com/gpu.memory`."),
        (
            "gpu.compute.major",
            "8.9",
            'Select nvidia.com/gpu.compute.major: "8" and nvidia.com/gpu.compute.minor: "9".',
        ),
        ("gpu.compute.major", "89", 'Of 8.9 it is "8"; nvidia.com/gpu.compute.minor has what is behind the point.'),
        ("gpu.count", "0.5", "Write it as nodes have it: `kubectl get nodes -L nvidia.com/gpu.count`."),
        ("gpu.replicas", "-1", "Write it as nodes have it: `kubectl get nodes -L nvidia.com/gpu.replicas`."),
        (
            "cuda.driver.major",
            "R550",
            "Write it as nodes have it: `kubectl get nodes -L nvidia.com/cuda.driver.major`.",
        ),
    ],
)
def test_values_that_the_label_never_takes(key: str, value: str, fix: str) -> None:
    for text in (selecting(key, value), affinity(term(key, "In", value))):
        found = [one for one in judged(text).findings if one.code == CODE]
        assert [(line_of(one), one.severity, one.fix) for one in found] == [(5, Severity.ERROR, fix)]
        assert found[0].message.startswith(f"no node has nvidia.com/{key}={value}: ")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("gpu.family", word) for word in ("volta", "turing", "ampere", "ada-lovelace", "hopper", "blackwell")),
        *(("gpu.family", word) for word in ("rubin", "undefined", "${FAMILY}")),
        *((key, word) for key in ("gpu.present", "mig.capable", "mps.capable") for word in ("true", "false")),
        *(("gpu.sharing-strategy", word) for word in ("none", "mps", "time-slicing", "")),
        *(("gpu.mode", word) for word in ("compute", "graphics", "unknown")),
        *(("mig.strategy", word) for word in ("single", "mixed")),
        ("gpu.memory", "24564"),
        ("gpu.compute.major", "12"),
        ("gpu.machine", "anything"),
        ("cuda.driver-version.full", "580.126.20"),
        ("mig.config", "all-1g.5gb"),
        ("gpu.deploy.driver", "pre-installed"),
        ("some.other", "ada"),
    ],
)
def test_values_that_a_node_may_have(key: str, value: str) -> None:
    assert told(selecting(key, value), CODE) == []
    assert told(affinity(term(key, "In", value)), CODE) == []


@pytest.mark.parametrize(
    "text",
    [
        affinity(term("gpu.family", "NotIn", "ada")),
        affinity("{matchExpressions: [{key: nvidia.com/gpu.family, operator: Exists}]}"),
        affinity("{matchExpressions: [{key: nvidia.com/gpu.memory, operator: Gt, values: ['40000']}]}"),
        pod(ASK, spec="nodeSelector: {gpu.family: ada}"),
        pod(ASK, spec="nodeSelector: []"),
        pod(ASK, spec="affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [1]}}"),
        pod(ASK, spec="nodeSelector: {nvidia.com/gpu.compute.major: 8}"),
    ],
)
def test_other_operators_keys_and_forms(text: str) -> None:
    assert told(text, CODE) == []


def test_a_value_beside_one_that_nodes_have() -> None:
    assert severities(affinity(term("gpu.family", "In", "ampere", "ada"))) == [(5, Severity.WARNING)]
    two = affinity(term("gpu.family", "In", "ampere"), term("gpu.family", "In", "ada"))
    assert severities(two) == [(5, Severity.WARNING)]
    assert severities(affinity(term("gpu.family", "In", "ada"), kind="preferred")) == [(5, Severity.WARNING)]
    assert severities(affinity(term("gpu.family", "In", "ampere"), kind="preferred")) == []


def test_every_value_that_no_node_has() -> None:
    both = [(5, Severity.ERROR), (5, Severity.ERROR)]
    assert severities(affinity(term("gpu.family", "In", "ada", "lovelace"))) == both
    assert severities(affinity(term("gpu.family", "In", "ada"), term("gpu.mode", "In", "fast"))) == both


def test_labels_that_the_files_give_to_nodes() -> None:
    node = "apiVersion: v1\nkind: Node\nmetadata: {name: a, labels: {nvidia.com/gpu.family: ada}}\n"
    assert told({"a.yaml": node, "b.yaml": selecting("gpu.family", "ada")}, CODE) == []
    assert severities({"a.yaml": node, "b.yaml": selecting("gpu.family", "lovelace")}) == [(5, Severity.ERROR)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            selecting("gpu.family", "hopper"),
            "no node has nvidia.com/gpu.family=hopper: with GeForce RTX 4090 it is ada-lovelace",
        ),
        (
            affinity(term("gpu.family", "In", "hopper", "blackwell")),
            "no node has nvidia.com/gpu.family=hopper or blackwell: with GeForce RTX 4090 it is ada-lovelace",
        ),
        (
            selecting("gpu.compute.major", "9"),
            "no node has nvidia.com/gpu.compute.major=9: with GeForce RTX 4090 it is 8",
        ),
        (
            selecting("gpu.compute.minor", "0"),
            "no node has nvidia.com/gpu.compute.minor=0: with GeForce RTX 4090 it is 9",
        ),
        (
            affinity(term("gpu.compute.major", "Gt", "8")),
            "no node has nvidia.com/gpu.compute.major>8: with GeForce RTX 4090 it is 8",
        ),
        (
            affinity(term("gpu.compute.major", "Lt", "8")),
            "no node has nvidia.com/gpu.compute.major<8: with GeForce RTX 4090 it is 8",
        ),
        (
            selecting("mig.capable", "true"),
            "no node has nvidia.com/mig.capable=true: with GeForce RTX 4090 it is false",
        ),
    ],
)
def test_what_none_of_the_known_gpus_has(text: str, message: str) -> None:
    assert told(text, CODE, ADA) == [(5, message)]
    assert severities(text, ADA) == [(5, Severity.ERROR)]
    assert told(text, CODE) == []


@pytest.mark.parametrize(
    "text",
    [
        selecting("gpu.family", "ampere"),
        selecting("gpu.family", "ada-lovelace"),
        selecting("gpu.compute.minor", "0"),
        selecting("mig.capable", "true"),
        selecting("mig.capable", "false"),
        affinity(term("gpu.compute.major", "Gt", "7")),
        affinity(term("gpu.compute.major", "Lt", "9")),
        affinity(term("gpu.family", "In", "hopper", "ampere")),
        affinity(term("gpu.family", "In", "hopper"), term("gpu.family", "In", "ampere")),
        affinity(term("gpu.family", "NotIn", "ampere", "ada-lovelace")),
        affinity(term("gpu.family", "In", "hopper"), kind="preferred"),
        selecting("gpu.memory", "81920"),
    ],
)
def test_what_one_of_the_known_gpus_has_or_may_have(text: str) -> None:
    assert told(text, CODE, WITH_A100) == []


@pytest.mark.parametrize(
    ("chart", "expected"),
    [
        (release("gpu-operator", "v26.7.0"), [(5, Severity.ERROR)]),
        (release("gpu-operator", "v25.3.1"), [(5, Severity.ERROR)]),
        (release("gpu-operator", "v24.9.2"), []),
        (release("gpu-operator", ""), [(5, Severity.WARNING)]),
        (release("gpu-operator", "v26.7.0", "{gfd: {version: v0.16.2}}"), []),
        (release("nvidia-device-plugin", "0.17.2"), [(5, Severity.ERROR)]),
        (release("nvidia-device-plugin", "0.16.2"), []),
        (release("nvidia-device-plugin", "0.16.2", "{image: {tag: v0.20.0}}"), [(5, Severity.ERROR)]),
        ("kind: nothing\n", [(5, Severity.WARNING)]),
    ],
)
def test_families_of_older_releases(chart: str, expected: list[tuple[int, Severity]]) -> None:
    assert severities({"a.yaml": chart, "b.yaml": selecting("gpu.family", "ampere")}, ADA) == expected


def test_the_release_that_the_caller_says() -> None:
    text = selecting("gpu.family", "undefined")
    blackwell = ("--gpu", "NVIDIA-B200")
    assert severities(text, (*blackwell, "--chart", "gpu-operator@v26.7.0")) == [(5, Severity.ERROR)]
    assert severities(text, (*blackwell, "--chart", "gpu-operator@v25.3.0")) == []
    assert severities(text, (*blackwell, "--chart", "gpu-operator")) == [(5, Severity.WARNING)]
    message = "it is blackwell, unless GPU feature discovery is older than v0.17.2"
    assert [one.endswith(message) for _, one in told(text, CODE, blackwell)] == [True]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("{nvidia.com/gpu.product: Tesla-T4}", [(5, Severity.WARNING)]),
        ("{nvidia.com/gpu.product: Tesla-T4-SHARED}", [(5, Severity.WARNING)]),
        ("{nvidia.com/gpu.product: NVIDIA-A100-SXM4-80GB-MIG-1g.10gb}", [(5, Severity.WARNING)]),
        ("{nvidia.com/gpu.product: NVIDIA-H100-PCIe}", []),
        ("{nvidia.com/gpu.product: NVIDIA-Some-New-Card}", []),
        ("{nvidia.com/gpu.product: Tesla-T4, nvidia.com/gpu.family: hopper}", []),
        ("{}", []),
    ],
)
def test_nodes_that_show_their_products(labels: str, expected: list[tuple[int, Severity]]) -> None:
    files = {"a.yaml": gpu_node(labels=labels), "b.yaml": selecting("gpu.family", "hopper")}
    assert severities(files) == expected


def test_one_node_of_an_unknown_card_is_enough_to_say_nothing() -> None:
    first = gpu_node(labels="{nvidia.com/gpu.product: Tesla-T4}")
    second = gpu_node(labels="{nvidia.com/gpu.product: New}", name="gpu-2")
    assert severities({"a.yaml": first, "b.yaml": second, "c.yaml": selecting("gpu.family", "hopper")}) == []


def test_a_node_without_status_may_be_an_example() -> None:
    node = "apiVersion: v1\nkind: Node\nmetadata: {name: a, labels: {nvidia.com/gpu.product: Tesla-T4}}\n"
    assert severities({"a.yaml": node, "b.yaml": selecting("gpu.family", "hopper")}) == [(5, Severity.INFO)]


@pytest.mark.parametrize(("value", "lines"), [("24Gi", [4]), ('"24564"', []), ("${MEMORY}", [])])
@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: kueue.x-k8s.io/v1beta1\nkind: ResourceFlavor\nmetadata: {name: a}\nspec: {nodeLabels: {LABEL}}\n",
        "apiVersion: example.com/v1\nkind: Any\nmetadata: {name: gpus}\nspec: {nodeSelector: {LABEL}}\n",
    ],
)
def test_what_is_no_pod_chooses_nodes_too(text: str, value: str, lines: list[int]) -> None:
    said = text.replace("LABEL", f"nvidia.com/gpu.memory: {value}")
    assert [line for line, _ in told(said, "WRK218")] == lines


@pytest.mark.parametrize(
    ("key", "operator", "value", "fix"),
    [
        ("cuda.runtime-version.full", "Gt", "12.4", "Compare nvidia.com/cuda.runtime-version.major and .minor"),
        ("cuda.driver-version.full", "Lt", "550.54.15", "Compare nvidia.com/cuda.driver-version.major and .minor"),
        ("gpu.product", "Gt", "T4", "List the values under operator In"),
        ("gpu.count", "Gt", "two", "Write a whole number in quotes"),
        ("gpu.compute.major", "Gt", "80", 'Of 8.0 it is "8"'),
        ("gpu.compute.major", "Gt", "120", 'Of 12.0 it is "12"'),
    ],
)
def test_bounds_that_no_node_meets(key: str, operator: str, value: str, fix: str) -> None:
    (found,) = (one for one in judged(affinity(term(key, operator, value))).findings if one.code == CODE)
    assert (line_of(found), found.severity, (found.fix or "").startswith(fix)) == (5, Severity.ERROR, True)


def test_bounds_on_labels_of_ones_own() -> None:
    wanted = "{matchExpressions: [{key: example.com/vram, operator: Gt, values: [%s]}]}"
    ((_, message),) = told(affinity(wanted % "'16Gi'"), CODE)
    assert message == "Gt compares whole numbers, and '16Gi' is none: no node has it"
    assert told(affinity(wanted % "'16'"), CODE) == []
    assert told(affinity(wanted % "'${LEAST}'"), CODE) == []
    assert told(affinity(wanted % "'16', '24'"), CODE) == []  # Which another rule tells.


@pytest.mark.parametrize(
    ("operator", "value"), [("Gt", "7"), ("Gt", "12"), ("Lt", "90"), ("Gt", "-1"), ("In", "13"), ("Gt", "9" * 19)]
)
def test_majors_that_a_card_may_have(operator: str, value: str) -> None:
    assert told(affinity(term("gpu.compute.major", operator, value)), CODE) == []
