"""Kustomizations that would take for ever, or grow without end: they are told, and the rest is imported."""

import pytest

from tests.importing.given import imported

HEAD = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
POLICY = "apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {name: %s}\nspec: {driver: {enabled: false}}\n"


def patched(patch: str, name: str = "a", target: str = "{kind: ClusterPolicy}") -> dict[str, str]:
    lines = "".join(f"    {line}\n" for line in patch.splitlines())
    kustomization = f"{HEAD}resources: [policy.yaml]\npatches:\n- target: {target}\n  patch: |-\n{lines}"
    return {"kustomization.yaml": kustomization, "policy.yaml": POLICY % name}


def codes(files: dict[str, str]) -> set[str]:
    return {one.code for one in imported(files, "T4").findings}


@pytest.mark.parametrize(
    "pattern",
    [
        "(c|c)" + "(.|.)" * 30 + "x",
        "c" + ".*" * 16 + "x",
        r"(.*)(.*)\1x",
        "a{99999999999999999999}",
        "[[:alpha:]]x",
    ],
)
def test_targets_that_are_not_followed_up(pattern: str) -> None:
    files = patched("- {op: add, path: /spec/mig, value: {}}", "c" * 250, f"{{kind: ClusterPolicy, name: '{pattern}'}}")
    assert "IMP012" in codes(files)


def test_copies_of_copies_end() -> None:
    copies = (f'- {{op: copy, from: "", path: "/spec/a{number}"}}' for number in range(30))
    assert "IMP012" in codes(patched("\n".join(copies)))


@pytest.mark.parametrize("step", ["9" * 5_000, "\u0661", "01", "-1"])
def test_what_is_no_index(step: str) -> None:
    assert "IMP012" in codes(
        patched(f"- {{op: add, path: /spec/l, value: [1, 2]}}\n- {{op: remove, path: /spec/l/{step}}}")
    )


def test_pointers_have_an_end() -> None:
    value = "{a: " * 80 + "1" + "}" * 80
    operations = (f"- {{op: add, path: /spec{'/a' * (80 * number + 1)}, value: {value}}}" for number in range(14))
    assert "IMP012" in codes(patched("\n".join(operations)))


def test_what_is_listed_again_and_again() -> None:
    files = {"l0/kustomization.yaml": f"{HEAD}resources: [policy.yaml]\n", "l0/policy.yaml": POLICY % "a"}
    for level in range(1, 20):
        files[f"l{level}/kustomization.yaml"] = f"{HEAD}resources: [../l{level - 1}, ../l{level - 1}]\n"
    assert "IMP012" in codes(files)


def test_files_of_a_generator_that_are_no_texts() -> None:
    generator = "configMapGenerator:\n- {name: g, files: [[a]]}\n- {name: g, behavior: merge, files: [b=c.txt]}\n"
    files = {"kustomization.yaml": f"{HEAD}resources: [policy.yaml]\n{generator}", "policy.yaml": POLICY % "a"}
    assert imported(files, "T4").text
