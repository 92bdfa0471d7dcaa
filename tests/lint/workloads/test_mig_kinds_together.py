import pytest

from tests.lint.examples import told
from tests.lint.pods import pod

ONE = "nvidia.com/mig-1g.10gb"
TWO = "nvidia.com/mig-2g.20gb"


@pytest.mark.parametrize(
    ("resources", "named"),
    [
        (f"{{limits: {{{ONE}: 1, {TWO}: 1}}}}", f"{ONE} and {TWO}"),
        (f"{{limits: {{{ONE}: '1'}}, requests: {{{TWO}: 2}}}}", f"{ONE} and {TWO}"),
        (f"{{limits: {{nvidia.com/gpu: 1, {TWO}: 1}}}}", f"nvidia.com/gpu and {TWO}"),
        (f"{{limits: {{{ONE}.shared: 1, {TWO}.shared: 1}}}}", f"{ONE}.shared and {TWO}.shared"),
        (f"{{limits: {{{ONE}: 1, {ONE}.me: 1, {TWO}: 1}}}}", f"{ONE} and {ONE}.me and {TWO}"),
        (f"{{limits: {{{ONE}: '${{COUNT}}', {TWO}: 1}}}}", f"{ONE} and {TWO}"),
    ],
)
def test_devices_of_several_kinds(resources: str, named: str) -> None:
    [(line, message)] = told(pod(resources), "WRK217")
    assert line == 9
    assert message.startswith(f"one container asks for {named}: without CDI it sees the devices of one of them only")


@pytest.mark.parametrize(
    "resources",
    [
        f"{{limits: {{{ONE}: 1}}}}",
        f"{{limits: {{{ONE}: 2}}, requests: {{{ONE}: 2}}}}",
        f"{{limits: {{{ONE}: 1, {TWO}: 0}}}}",
        f"{{limits: {{{ONE}: 1, {TWO}: null}}}}",
        f"{{limits: {{{ONE}: 1, cpu: 2, rdma/hca: 1}}}}",
        f"{{limits: {{{ONE}: 1, nvidia.com/hostdev: 1}}}}",
        "{limits: {nvidia.com/gpu: 1, nvidia.com/gpu.shared: 1}}",
    ],
)
def test_devices_of_one_kind(resources: str) -> None:
    assert told(pod(resources), "WRK217") == []


def test_every_container_counts_for_itself() -> None:
    head = "apiVersion: v1\nkind: Pod\nmetadata: {name: main}\nspec:\n"
    first = f"- {{name: a, resources: {{limits: {{{ONE}: 1}}}}}}\n"
    second = f"- {{name: b, resources: {{limits: {{{TWO}: 1}}}}}}\n"
    both = f"- {{name: c, resources: {{limits: {{{ONE}: 1, {TWO}: 1}}}}}}\n"
    apart = head + "  initContainers:\n  " + first + "  containers:\n  " + second
    assert told(apart, "WRK217") == []
    text = head + "  initContainers:\n  " + both + "  containers:\n  " + second + "  " + both
    assert [line for line, _ in told(text, "WRK217")] == [6, 9]
