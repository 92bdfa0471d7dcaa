import pytest

from tests.lint.examples import judged, told


def limit_range(kind: str, block: str) -> str:
    return f"apiVersion: v1\nkind: LimitRange\nmetadata: {{name: l}}\nspec:\n  limits:\n  - type: {kind}\n    {block}\n"


@pytest.mark.parametrize("block", ["default", "max"])
def test_containers_without_gpu_are_given_one(block: str) -> None:
    message = f"{block} of 1 x nvidia.com/gpu: every container here that asks for no GPU is given 1"
    assert told(limit_range("Container", f"{block}: {{nvidia.com/gpu: 1}}"), "QUO203") == [(7, message)]


@pytest.mark.parametrize("block", ["defaultRequest", "min"])
def test_containers_without_gpu_are_refused(block: str) -> None:
    effect = "every container here that asks for no GPU is refused, as a request without a limit"
    message = f"{block} of 1 x nvidia.com/gpu: {effect}"
    assert told(limit_range("Container", f"{block}: {{nvidia.com/gpu: 1}}"), "QUO203") == [(7, message)]


def test_one_resource_is_told_once() -> None:
    text = limit_range("Container", "{default: {nvidia.com/gpu: 1}, defaultRequest: {nvidia.com/gpu: 1}}"[1:-1])
    assert len(told(text.replace(", defaultRequest", "\n    defaultRequest"), "QUO203")) == 1


BOTH = "default: {nvidia.com/gpu: 1}\n    defaultRequest: {nvidia.com/gpu: 1}"
POD = """\
---
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: team}
spec:
  containers:
    - {name: a, image: a:1, resources: {limits: {nvidia.com/gpu: 1}}}
"""


@pytest.mark.parametrize(
    ("block", "namespace", "pod", "severity"),
    [
        (BOTH, "team", "", "info"),
        (BOTH, "", "", "info"),
        (BOTH, "other", POD, "info"),
        (
            BOTH,
            "team",
            POD.replace(", resources: {limits: {nvidia.com/gpu: 1}}", ", env: [{name: A, value: nvidia}]"),
            "info",
        ),
        (BOTH, "team", POD, "error"),
        (BOTH, "", POD, "error"),
        (BOTH, "team", POD.replace(", namespace: team", ""), "error"),
        (f"{BOTH}\n    max: {{nvidia.com/gpu: 1}}", "team", "", "error"),
        ("default: {nvidia.com/gpu: 1}", "team", "", "error"),
        ("defaultRequest: {nvidia.com/gpu: 1}", "team", "", "error"),
        ("min: {nvidia.com/gpu: 1}", "team", "", "info"),
        (BOTH.replace("1}", "8, cpu: 4}"), "team", "", "error"),
    ],
)
def test_a_namespace_may_be_for_containers_that_all_get_a_gpu(
    block: str, namespace: str, pod: str, severity: str
) -> None:
    text = limit_range("Container", block).replace(
        "name: l", f"name: l, namespace: {namespace}" if namespace else "name: l"
    )
    assert [one.severity.value for one in judged(text + pod).findings if one.code == "QUO203"] == [severity]


def test_pods_without_gpu_are_refused() -> None:
    message = "max of 2 x nvidia.com/gpu for pods: every pod here that asks for none is refused"
    assert told(limit_range("Pod", "max: {nvidia.com/gpu: 2}"), "QUO203") == [(7, message)]


@pytest.mark.parametrize("block", ["max: {memory: 64Gi}", "default: {cpu: 1}", "max: {nvidia.com/gpu: 0}"])
def test_limits_on_other_things(block: str) -> None:
    assert told(limit_range("Container", block), "QUO203") == []


def test_an_unequal_default_request_is_refused_with_the_object() -> None:
    text = limit_range("Container", "default: {nvidia.com/gpu: 3}") + "    defaultRequest: {nvidia.com/gpu: 1}\n"
    assert told(text, "QUO203") == [
        (7, "default of 3 x nvidia.com/gpu: every container here that asks for no GPU is given 3"),
        (8, "defaultRequest of 1 x nvidia.com/gpu and default of 3: the API server refuses the LimitRange"),
    ]


def test_a_default_of_none_keeps_gpus_from_containers_that_ask_for_none() -> None:
    text = limit_range("Container", "default: {nvidia.com/gpu: 0}") + "    max: {nvidia.com/gpu: 2}\n"
    assert told(f"{text}  - type: Pod\n    max: {{nvidia.com/gpu: 4}}\n", "QUO203") == []


@pytest.mark.parametrize("resource", ["gpu.intel.com/i915", "amd.com/gpu", "huawei.com/Ascend910"])
def test_other_makers_cards_are_handed_out_in_the_same_way(resource: str) -> None:
    message = f"max of 1 x {resource}: every container here that asks for no GPU is given 1"
    assert told(limit_range("Container", f"max: {{{resource}: 1}}"), "QUO203") == [(7, message)]


def test_the_line_is_the_one_that_says_the_amount() -> None:
    text = limit_range("Container", "max:\n      cpu: 8\n      nvidia.com/gpu: 2\n    min:\n      nvidia.com/gpu: 1")
    assert [line for line, _ in told(text, "QUO203")] == [9]
    text = limit_range("Container", "defaultRequest:\n      nvidia.com/gpu: 1\n    max:\n      nvidia.com/gpu: 1")
    assert [line for line, _ in told(text, "QUO203")] == [10]


def test_a_maximum_counts_as_the_default_there_is_none_of() -> None:
    text = limit_range("Container", "max: {nvidia.com/gpu: 8}") + "    defaultRequest: {nvidia.com/gpu: 1}\n"
    message = "defaultRequest of 1 x nvidia.com/gpu and max of 8: the API server refuses the LimitRange"
    assert told(text, "QUO203")[1:] == [(8, message)]
    of_pods = (8, "an item of type Pod has no defaultRequest: the API server refuses the LimitRange")
    assert told(text.replace("Container", "Pod"), "QUO203")[1:] == [of_pods]


@pytest.mark.parametrize(
    ("kind", "fix"),
    [
        (
            "InitContainer",
            "Remove the item, and write a Container item if there is none: it counts for init containers too.",
        ),
        ("container", "Write Container."),
        ("Pods", "Write Pod."),
        ("PVC", "Write Container, Pod or PersistentVolumeClaim."),
    ],
)
@pytest.mark.parametrize("block", ["max: {cpu: 8}", "max: {nvidia.com/gpu: 8}"])
def test_a_type_that_there_is_not_is_refused(kind: str, fix: str, block: str) -> None:
    (finding,) = (one for one in judged(limit_range(kind, block)).findings if one.code == "QUO203")
    message = f"{kind} is no type of limit: the API server refuses the LimitRange"
    assert (finding.position and finding.position.line, finding.message, finding.fix) == (6, message, fix)


@pytest.mark.parametrize("kind", ["Container", "Pod", "PersistentVolumeClaim", "example.org/thing", '"${TYPE}"', "7"])
def test_types_that_there_are(kind: str) -> None:
    assert told(limit_range(kind, "max: {cpu: 8}"), "QUO203") == []


def test_two_items_of_one_type_are_refused() -> None:
    text = limit_range("Container", "max: {cpu: 8}") + "  - type: Pod\n    max: {cpu: 9}\n"
    assert told(text, "QUO203") == []
    message = "a further item of type Container: the API server refuses the LimitRange"
    assert told(f"{text}  - type: Container\n    min: {{cpu: 1m}}\n", "QUO203") == [(10, message)]


@pytest.mark.parametrize("resource", ["gpu", "gpus", "nvidia-gpu", "mig-1g.5gb"])
@pytest.mark.parametrize("kind", ["Container", "Pod"])
def test_names_without_a_domain_are_refused(resource: str, kind: str) -> None:
    message = (
        f"{resource} is neither a standard resource nor a name with a domain: the API server refuses the LimitRange"
    )
    assert told(limit_range(kind, f"max: {{{resource}: 1, cpu: 4}}"), "QUO203") == [(7, message)]


@pytest.mark.parametrize("resource", ["cpu", "memory", "ephemeral-storage", "hugepages-2Mi", "example.org/gpu"])
def test_other_names_are_not(resource: str) -> None:
    assert told(limit_range("Container", f"max: {{{resource}: 1}}"), "QUO203") == []


@pytest.mark.parametrize(("amount", "amiss"), [("'0.5'", True), ("500m", True), ("1", False), ("0", False)])
def test_a_part_of_a_gpu_lets_nobody_in(amount: str, amiss: bool) -> None:
    text = limit_range("Container", f"max: {{nvidia.com/gpu: {amount}}}\n    default: {{nvidia.com/gpu: 0}}")
    said = amount.strip("'")
    message = f"max of {said} x nvidia.com/gpu is less than one: whatever asks for any is refused"
    assert told(text, "QUO203") == [(7, message)] * amiss
