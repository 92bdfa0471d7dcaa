import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, line_of, told

CODE = "WRK247"


def application(*lines: str, kind: str = "SparkApplication") -> str:
    """The lines stand from line 6 on, below the application's spec; a schedule stands in line 5 before them."""
    indent = "  " if kind == "SparkApplication" else "    "
    head = "spec:\n  type: Scala" if kind == "SparkApplication" else "spec:\n  template:"
    body = "".join(f"{indent}{line}\n" for line in lines)
    return f"apiVersion: sparkoperator.k8s.io/v1beta2\nkind: {kind}\nmetadata: {{name: a}}\n{head}\n{body}"


def conf(role: str = "executor", amount: str = '"1"', vendor: str = "") -> tuple[str, ...]:
    name = f"  spark.{role}.resource.gpu"
    return ("sparkConf:", f"{name}.amount: {amount}", *([f"{name}.vendor: {vendor}"] if vendor else []))


def found(text: str) -> list[tuple[int, Severity]]:
    return [(line_of(one), one.severity) for one in judged(text).findings if one.code == CODE]


@pytest.mark.parametrize("role", ["driver", "executor"])
@pytest.mark.parametrize("kind", ["SparkApplication", "ScheduledSparkApplication"])
def test_an_amount_without_a_vendor(role: str, kind: str) -> None:
    assert found(application(*conf(role), kind=kind)) == [(7, Severity.WARNING)]
    assert told(application(*conf(role)), CODE)[0][1].endswith("`gpu was requested, but vendor was not specified`")


@pytest.mark.parametrize(
    ("vendor", "part"),
    [
        ("nvidia", "asks for nvidia/gpu, which nobody advertises"),
        ("nvidia.com/gpu", "asks for nvidia.com/gpu/gpu, a name with two slashes"),
    ],
)
def test_a_vendor_that_is_no_domain(vendor: str, part: str) -> None:
    ((line, message),) = told(application(*conf(vendor=vendor)), CODE)
    assert line == 8
    assert part in message


@pytest.mark.parametrize("role", ["driver", "executor"])
@pytest.mark.parametrize("kind", ["SparkApplication", "ScheduledSparkApplication"])
@pytest.mark.parametrize(
    ("gpu", "part"),
    [
        ('{name: nvidia.com/gpu, quantity: "1"}', "is 1 in quotes"),
        ("{name: nvidia.com/gpu}", "has no quantity"),
        ("{quantity: 1}", "has no name"),
        ("{}", "has no name and no quantity"),
    ],
)
def test_the_operators_own_field(role: str, kind: str, gpu: str, part: str) -> None:
    ((line, message),) = told(application(f"{role}: {{gpu: {gpu}}}", kind=kind), CODE)
    assert line == 6
    assert part in message


@pytest.mark.parametrize(
    "text",
    [
        application(*conf(vendor="nvidia.com")),
        application(*conf(vendor="amd.com")),
        application(*conf(vendor="${VENDOR}")),
        application(*conf(amount='"0"')),
        application("sparkConfigMap: a", *conf()),
        application("sparkConf: {spark.task.resource.gpu.amount: '1'}"),
        application("sparkConf: {spark.executor.resource.fpga.amount: '1'}"),
        application("executor: {gpu: {name: nvidia.com/gpu, quantity: 1}}"),
        application("executor: {gpu: {name: nvidia.com/gpu, quantity: '${GPUS}'}}"),
        application("driver: {cores: 1}"),
        application("executor: {gpu: {name: nvidia.com/gpu}}").replace("sparkoperator.k8s.io", "example.com"),
    ],
)
def test_what_is_taken(text: str) -> None:
    assert told(text, CODE) == []


def test_a_patch_may_leave_the_rest_to_what_it_is_laid_over() -> None:
    text = application("executor: {gpu: {name: nvidia.com/gpu}}")
    patches = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
    patches += "resources: [base.yaml]\npatches: [{path: a.yaml}]\n"
    given = [one for one in judged({"kustomization.yaml": patches, "a.yaml": text}).findings if one.code == CODE]
    assert given == []
    assert [one.code for one in judged({"a.yaml": text}).findings] == [CODE]


@pytest.mark.parametrize("kind", ["SparkApplication", "ScheduledSparkApplication"])
@pytest.mark.parametrize("key", ["sparkConf", "hadoopConf"])
@pytest.mark.parametrize("value", ["1", "true", "0.25"])
def test_settings_are_text(kind: str, key: str, value: str) -> None:
    text = application(
        "executor: {gpu: {name: nvidia.com/gpu, quantity: 1}}", f"{key}: {{spark.a: {value}}}", kind=kind
    )
    ((line, message),) = told(text, "WRK214")
    assert line == 7
    assert f"{key}: spark.a is {value} without quotes" in message
    assert told(text.replace(value + "}", f"'{value}'}}"), "WRK214") == []


@pytest.mark.parametrize(
    ("vendor", "fix"),
    [
        ("nvidia", "Write the domain alone, `nvidia.com`."),
        ("amd", "Write the domain alone, `amd.com`."),
        ("nvidia.com/gpu", "Write the domain alone, `nvidia.com`."),
        ("other", "Write the domain alone."),
    ],
)
def test_the_cure_names_the_makers_domain(vendor: str, fix: str) -> None:
    found = judged(application(*conf(vendor=vendor))).findings
    assert [one.fix for one in found if one.code == CODE] == [fix]
