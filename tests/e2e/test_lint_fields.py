"""What lint says of fields and types is what the API server says, for every field of objects that people write."""

import json
from pathlib import Path

import pytest

from generator.model.finding import Severity
from generator.model.tree import Tree, words
from generator.yamltext.reader import read_documents
from tests.controlplane.api import Api
from tests.controlplane.cluster import Cluster
from tests.controlplane.pods import add_namespace
from tests.e2e.mutants import Mutant, mutants
from tests.lint.examples import judged
from tests.support.claims import Proved

pytestmark = pytest.mark.e2e

OBJECTS = [
    one.data
    for one in read_documents(Path(__file__).with_name("fields.yaml").read_bytes(), "fields.yaml", 10**6)[0]
    if isinstance(one.data, dict)
]
OF_NO_NAMESPACE = ("PriorityClass", "RuntimeClass")
OF_FIELDS = ("KUB201", "KUB202")
BY_ITS_DECODER = ("unknown field", "cannot unmarshal")


def answer(api: Api, path: str, tree: Tree) -> str:
    """Return why the API server does not take an object; empty where it does. Nothing is kept."""
    found = api.ask("POST", f"{path.rpartition('/')[0]}?dryRun=All&fieldValidation=Strict", tree)
    return found.message if found.code >= 300 else ""


def is_about_gpus(one: Mutant) -> bool:
    """Say whether an object still speaks of GPUs: lint passes over others in silence."""
    return any("nvidia" in word for word in words(one.tree))


@pytest.mark.parametrize("tree", OBJECTS, ids=lambda one: str(one["kind"]))
def test_every_field_of_an_object(cluster: Cluster, tree: dict[str, Tree], proved: Proved) -> None:
    namespace = "lint-fields"
    add_namespace(cluster.api, namespace)
    metadata: dict[str, Tree] = {"name": "main"}
    if tree["kind"] not in OF_NO_NAMESPACE:
        metadata["namespace"] = namespace
    tree = {**tree, "metadata": metadata}
    path = cluster.api.path_of(tree)
    assert answer(cluster.api, path, tree) == ""
    refused = 0
    for one in mutants(tree):
        why = answer(cluster.api, path, one.tree)
        refused += bool(why)
        findings = judged(json.dumps(one.tree)).findings
        if any(found.code in OF_FIELDS for found in findings):
            assert why, (one.what, findings)
        if any(sign in why for sign in BY_ITS_DECODER) and is_about_gpus(one):
            assert any(found.severity is Severity.ERROR for found in findings), (one.what, why)
    proved(f"{tree['kind']}: of {refused} faults that are refused lint has each unknown field and wrong type, no other")
