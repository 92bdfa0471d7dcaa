"""A kustomization that takes the device plugin's manifest from where it is not, or patches what is not in it."""

import re
from collections.abc import Iterator

from generator.facts.releases import Numbers, exact_numbers
from generator.lint.common.near import nearest
from generator.lint.common.references import listed
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_built import Built
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

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
_of_static = re.compile(
    r"https://(?:raw\.githubusercontent\.com/NVIDIA/k8s-device-plugin|github\.com/NVIDIA/k8s-device-plugin/raw)/"
    r"(?:refs/tags/)?(?P<ref>v\d+\.\d+\.\d+)/deployments/static/(?P<file>[\w.-]+)",
    re.IGNORECASE,
).fullmatch
_FIRST, _LAST = (0, 7, 0), (0, 20, 0)
_CPU_MANAGER = "nvidia-device-plugin-compat-with-cpumanager.yml"
_PRIVILEGED = "nvidia-device-plugin-privileged-with-service-account.yml"
_OF_DISCOVERY = ("", "-with-mig-mixed", "-with-mig-single")
_FILES: tuple[tuple[str, Numbers, Numbers], ...] = (
    (_FILE, _FIRST, _LAST),
    (_CPU_MANAGER, _FIRST, _LAST),
    ("extensions-v1beta1-nvidia-device-plugin.yml", _FIRST, (0, 14, 5)),
    (_PRIVILEGED, (0, 14, 0), _LAST),
    ("nfd.yaml", (0, 15, 0), (0, 17, 4)),
    ("gpu-feature-discovery-job.yaml.template", (0, 15, 0), _LAST),
    *((f"gpu-feature-discovery-daemonset{one}.yaml", (0, 15, 0), _LAST) for one in _OF_DISCOVERY),
)
"""The files below deployments/static, each with the first and the last release that has it."""
_OBJECT = ("DaemonSet", "nvidia-device-plugin-daemonset")
"""All that the plugin's manifest holds, in each of these releases."""
_FURTHER = ("bases", "components", "generators", "helmCharts", "transformers", "configMapGenerator", "secretGenerator")
_is_file = re.compile(r"/(?:raw|blob|releases|archive)/|\.ya?ml(?:\?|$)").search


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for one in manifests.of_kind("Kustomization"):
        for name in _LISTS:
            for entry in one.value.elements(name):
                yield from _of(entry)
    for built in manifests.built:
        if _holds_manifest_alone(built.value):
            yield from _of_patches(built)


def _holds_manifest_alone(kustomization: Value) -> bool:
    """Say whether a kustomization takes the plugin's manifest of a known release, and nothing else."""
    entries = [entry.text() or "" for entry in kustomization.elements("resources")]
    found = [_of_static(entry) for entry in entries]
    alone = len(found) == 1 and not any(kustomization.get(key) is not None for key in _FURTHER)
    return alone and all(one is not None and one["file"] == _FILE and _holds_object(one["ref"]) for one in found)


def _holds_object(ref: str) -> bool:
    release = _release(ref)
    return release is not None and release >= _GONE_SINCE


def _of_patches(built: Built) -> Iterator[ManifestFault]:
    for patch in built.patches:
        for kind, name in patch.objects if patch.target is None else ():
            if (kind, name) != _OBJECT and kind and name and not is_filled_in_later(name):
                at = patch.entry.place.below("path" if patch.entry.has("path") else "patch")
                message = (
                    f"the patch is for the {kind} {name}, and the plugin's manifest holds {' '.join(_OBJECT)} alone"
                )
                fix = f"Write `name: {_OBJECT[1]}`." if kind == _OBJECT[0] else None
                on_key = not patch.entry.has("path")
                yield ManifestFault(at, f"{message}: kustomize ends with an error", fix, on_key=on_key)


def _of(entry: Value) -> Iterator[ManifestFault]:
    text = entry.text() or ""
    file = _of_file(text)
    if file is not None and _is_gone(file["ref"]):
        message = f"{file['ref']} of NVIDIA/k8s-device-plugin has no {_FILE} at its root: kustomize ends with an error"
        fix = f"Write {text.removesuffix(_FILE)}deployments/static/{_FILE}."
        yield ManifestFault(entry.place, message, fix)
    elif (static := _of_static(text)) is not None and (release := _release(static["ref"])) is not None:
        files = [name for name, first, last in _FILES if first <= release <= last]
        if static["file"] not in files:
            near = nearest(static["file"], files)
            message = f"{static['ref']} of NVIDIA/k8s-device-plugin has no deployments/static/{static['file']}"
            fix = f"Did you mean {near}?" if near else f"Write one of {listed(files)}."
            if near == _FILE and release < _GONE_SINCE:
                # Below deployments/static there is a link then, which a download does not follow.
                fix = f"Write {text[: static.start('ref')]}{static['ref']}/{_FILE}."
            yield ManifestFault(entry.place, f"{message}: kustomize ends with an error", fix)
    elif not _is_file(text) and (folder := _of_folder(text)) is not None:
        found = re.search(r"(?:ref|version)=([\w.-]+)", folder["query"] or "")
        ref = found[1] if found else "main"
        message = f"no folder of NVIDIA/k8s-device-plugin has a kustomization in {ref}: kustomize ends with an error"
        address = f"https://raw.githubusercontent.com/NVIDIA/k8s-device-plugin/{ref}/deployments/static/{_FILE}"
        yield ManifestFault(entry.place, message, f"Name the file: {address}.")


def _release(ref: str) -> Numbers | None:
    """Return the numbers of a tag of which the files are known."""
    numbers = exact_numbers(ref)
    return numbers if numbers is not None and _FIRST <= numbers <= _LAST else None


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
