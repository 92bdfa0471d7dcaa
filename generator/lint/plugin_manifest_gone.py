"""A kustomization that takes the device plugin's manifest from where it is not."""

import re
from collections.abc import Iterator

from generator.facts.releases import exact_numbers
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_LISTS = ("resources", "bases")
_BRANCHES = ("main", "master")
_GONE_SINCE = (0, 15, 0)
_FILE = "nvidia-device-plugin.yml"
_of_file = re.compile(
    r"https://(?:raw\.githubusercontent\.com/NVIDIA/k8s-device-plugin|github\.com/NVIDIA/k8s-device-plugin/raw)/"
    rf"(?:refs/(?:tags|heads)/)?(?P<ref>[\w.-]+)/{re.escape(_FILE)}",
    re.IGNORECASE,
).fullmatch
_of_folder = re.compile(
    r"(?:git::)?(?:https://)?github\.com[/:]NVIDIA/k8s-device-plugin(?:\.git)?(?:/[\w./-]*)?(?:\?(?P<query>[\w.=&-]*))?",
    re.IGNORECASE,
).fullmatch
_is_file = re.compile(r"/(?:raw|blob|releases|archive)/|\.ya?ml(?:\?|$)").search


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for one in manifests.of_kind("Kustomization"):
        for name in _LISTS:
            for entry in one.value.elements(name):
                yield from _of(entry)


def _of(entry: Value) -> Iterator[ManifestFault]:
    text = entry.text() or ""
    file = _of_file(text)
    if file is not None and _is_gone(file["ref"]):
        message = f"{file['ref']} of NVIDIA/k8s-device-plugin has no {_FILE} at its root: kustomize ends with an error"
        fix = f"Write {text.removesuffix(_FILE)}deployments/static/{_FILE}."
        yield ManifestFault(entry.place, message, fix)
    elif not _is_file(text) and (folder := _of_folder(text)) is not None:
        found = re.search(r"(?:ref|version)=([\w.-]+)", folder["query"] or "")
        ref = found[1] if found else "main"
        message = f"no folder of NVIDIA/k8s-device-plugin has a kustomization in {ref}: kustomize ends with an error"
        address = f"https://raw.githubusercontent.com/NVIDIA/k8s-device-plugin/{ref}/deployments/static/{_FILE}"
        yield ManifestFault(entry.place, message, f"Name the file: {address}.")


def _is_gone(ref: str) -> bool:
    # The first releases were called 1.0.0-beta, and v0.15.0-rc.2 had it still.
    numbers = exact_numbers(ref) if ref.startswith("v") and "-" not in ref else None
    return ref in _BRANCHES or (numbers is not None and numbers >= _GONE_SINCE)


RULE = ManifestRule(
    "REF236",
    "Manifest of the device plugin that is elsewhere",
    Severity.ERROR,
    why="Up to v0.14.5 the plugin's manifest stood at the root of its repository and below deployments/static, since "
    "v0.15.0 it is below deployments/static alone. No folder there has a kustomization, so that it is no base.",
    fix="Write the address of deployments/static/nvidia-device-plugin.yml.",
    source="NVIDIA/k8s-device-plugin, the files of every tag from v0.7.0 to v0.20.0 and of main in August 2026; "
    "kubernetes-sigs/kustomize api/internal/git/repospec.go",
    bad="""\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - https://raw.githubusercontent.com/NVIDIA/k8s-device-plugin/v0.17.4/nvidia-device-plugin.yml  # <- here
  - github.com/NVIDIA/k8s-device-plugin//deployments/static?ref=v0.17.4  # <- here
""",
    good="""\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - https://raw.githubusercontent.com/NVIDIA/k8s-device-plugin/v0.17.4/deployments/static/nvidia-device-plugin.yml
""",
    check=_check,
)
