import pytest

from tests.manifests.reading import manifests


@pytest.mark.parametrize(
    ("version", "kind", "taken"),
    [
        ("nvidia.com/v1", "MIGConfig", True),
        ("migmanager.nvidia.com/v1", "MIGConfig", True),
        ("notnvidia.com/v1", "MIGConfig", False),
        ("nvidia.com.example.org/v1", "MIGConfig", False),
        ("v1", "MIGConfig", False),
    ],
)
def test_objects_of_nvidias_groups(version: str, kind: str, taken: bool) -> None:
    found = manifests(f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: nvidia}}\n")
    assert [one.name for one in found.of_kind(kind)] == (["nvidia"] if taken else [])


@pytest.mark.parametrize(("group", "taken"), [("nvidia.com", 1), ("mig.nvidia.com", 1), ("example.com", 0), ("[]", 0)])
def test_definitions_of_kinds(group: str, taken: int) -> None:
    text = f"""\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {{name: of-nvidia}}
spec: {{group: {group}}}
"""
    assert len(manifests(text).of_kind("CustomResourceDefinition")) == taken
