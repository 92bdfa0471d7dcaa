"""ComputeDomains, as KUB201 and KUB202 judge them."""

import pytest

from tests.lint.examples import told

DOMAIN = """\
apiVersion: resource.nvidia.com/v1beta1
kind: ComputeDomain
metadata: {name: domain, namespace: ai}
spec:
  numNodes: 2
  channel:
    allocationMode: Single
    resourceClaimTemplate: {name: channel}
"""


def _told(text: str) -> list[tuple[int, str]]:
    return [found for code in ("KUB201", "KUB202") for found in told(text, code)]


@pytest.mark.parametrize("left_out", ["nothing", "  numNodes: 2\n", "    allocationMode: Single\n"])
def test_a_domain_that_is_taken(left_out: str) -> None:
    assert _told(DOMAIN.replace(left_out, "")) == []


@pytest.mark.parametrize(
    ("right", "wrong", "line", "says"),
    [
        ("numNodes: 2", 'numNodes: "2"', 5, "numNodes of a ComputeDomain's spec is "),
        ("numNodes: 2", "nodes: 2", 5, "nodes is no field of a ComputeDomain's spec"),
        ("allocationMode: Single", "allocationMode: single", 7, "which the API server does not take"),
        ("resourceClaimTemplate: {name: channel}", "resourceClaimTemplate: channel", 8, "where a mapping must be"),
        ("    resourceClaimTemplate: {name: channel}\n", "", 6, "has no resourceClaimTemplate"),
        ("{name: channel}", "{namespace: ai, name: channel}", 8, "namespace is no field"),
    ],
)
def test_a_domain_that_is_refused(right: str, wrong: str, line: int, says: str) -> None:
    [(number, message)] = _told(DOMAIN.replace(right, wrong))
    assert number == line
    assert says in message


def test_a_template_named_as_in_a_pod() -> None:
    text = DOMAIN.replace("resourceClaimTemplate: {name: channel}", "resourceClaimTemplateName: channel")
    assert [line for line, _ in _told(text)] == [8]
