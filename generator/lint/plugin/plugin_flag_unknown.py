"""Flags and variables in a pod of the device plugin that its release does not have."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.facts import plugin_flags
from generator.facts.charts import DEVICE_PLUGIN
from generator.facts.program_settings import BUILT_IN, GPU_FEATURE_DISCOVERY
from generator.facts.releases import Numbers
from generator.lint.common.command_line import running
from generator.lint.common.images import image_name, image_tag
from generator.lint.common.near import lengthened, nearest, slip
from generator.lint.common.plugin_daemons import (
    PluginDaemon,
    arguments,
    changes_image,
    plugin_daemons,
    program_of,
    said_to,
)
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_BASE = re.compile(r"(v?\d+\.\d+\.\d+)(?:-(?:ubi|ubuntu|centos|distroless)[\w.]*)?")
"""Tags of releases: older ones come for several base images, such as ``v0.14.5-ubi8``."""
_SELECTING = ("DaemonSet", "Deployment", "ReplicaSet", "StatefulSet")
_PREFIX = re.compile(r"(?:(?:NVIDIA|K8S|DP|DEVICE|PLUGIN)_)+")
_USED = re.compile(r"\$\(([^$()]+)\)")
_OFF = ("", "0", "f", "false")
_SHARING = re.compile(r"time-?slic(e|ing)|(^|-)replicas$|device-(split-count|(memory|cores)-scaling)|^mps-enabled$")
"""Names that mean sharing, of which the plugin reads in its file alone; some are flags of Project-HAMi's plugin.

Source: Project-HAMi/HAMi cmd/device-plugin/nvidia/vgpucfg.go (device-split-count, device-memory-scaling ...).
"""
_LAYOUT = re.compile(r"mig-config|mig-profile|mig-layout")
_CDI = "DEVICE_LIST_STRATEGY"
_OF_CHART = {"MPS_ROOT": "/run/nvidia/mps"}
"""What the chart writes whatever its values are, so that what was read from a cluster may have it beside any image.

Source: NVIDIA/k8s-device-plugin deployments/helm/nvidia-device-plugin/templates/daemonset-device-plugin.yml.
"""


class _Image(NamedTuple):
    """What an image tells: its release, None where that is not known, and its tag."""

    release: Numbers | None
    tag: str

    @property
    def is_candidate(self) -> bool:
        """Say whether this is a candidate of a release."""
        return "-rc." in self.tag


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    changed = changes_image(manifests)
    for daemon in plugin_daemons(manifests):
        image = _image_of(daemon, changed=changed)
        program = program_of(daemon)
        if image is None or program not in plugin_flags.programs() or not _is_written_whole(daemon):
            continue
        yield from _of_flags(daemon, program, image)
        if program == DEVICE_PLUGIN:
            yield from _of_variables(daemon, image)
    for one in running(manifests):
        # It had an image of its own until v0.8.2, of whose releases none has more flags than those since.
        if one.program == GPU_FEATURE_DISCOVERY == image_name(one.container.value.text("image") or ""):
            daemon = PluginDaemon(one.container, one.workload)
            image = _Image(None, image_tag(one.container))
            yield from _of_flags(daemon, one.program, image) if _is_written_whole(daemon) else ()


def _image_of(daemon: PluginDaemon, *, changed: bool) -> _Image | None:
    """Return what is known of an image; None where it may be another maker's of the same name, as AMD's is.

    `changed` says that a kustomization may put another image in its place.
    """
    tag = image_tag(daemon.container)
    base = _BASE.fullmatch(tag)
    release = plugin_flags.known_release(base[1]) if base else None
    image = daemon.container.value.text("image") or ""
    if release is None and "nvidia" not in image.rpartition("/")[0].lower():
        return None
    return _Image(None if changed else release, tag)


def _is_written_whole(daemon: PluginDaemon) -> bool:
    """Say whether somebody wrote this pod and its program: no other object made it, and it is no patch of one."""
    whole = daemon.workload.whole
    if whole is None or whole.get("metadata", "ownerReferences") is not None:
        return False
    has_selector = daemon.workload.kind not in _SELECTING or whole.get("spec", "selector") is not None
    return has_selector or daemon.container.value.get("command") is not None


def _of_flags(daemon: PluginDaemon, program: str, image: _Image) -> Iterator[ManifestFault]:
    known = plugin_flags.flags_of(program, image.release)
    if image.is_candidate and program == DEVICE_PLUGIN:
        known |= {plugin_flags.CANDIDATE_FLAG}
    # A release that does not have the program at all is another fault.
    for word, name in _unknown(arguments(daemon), known) if known else ():
        lacks = f"{program} {image.tag} has no flag --{name}"
        if image.release is None:
            lacks = f"no release of {program} up to {plugin_flags.NEWEST} has a flag --{name}"
        fix = _one_word(name, known) or _of_other_release(program, name, image) or _instead(program, name, known)
        yield ManifestFault(
            word.place,
            f"{lacks}: the program ends as soon as it starts",
            fix,
            # A release that was not read may have it.
            severity=Severity.WARNING if image.release is None else None,
        )


def _unknown(words: tuple[Value, ...], known: frozenset[str]) -> Iterator[tuple[Value, str]]:
    """Return the flags that a program does not know, up to where its parser stops reading flags."""
    is_value = may_be_value = False
    for word in words:
        text = word.text()
        if is_value:
            is_value = False
            continue
        if text is None or text in ("-", "--") or not text.startswith("-"):
            if not may_be_value:
                return
            may_be_value = False
            continue
        name, sign, _ = text.removeprefix("-").removeprefix("-").partition("=")
        if not name or name.startswith("-") or is_filled_in_later(name) or name in BUILT_IN:
            return
        if name not in known:
            yield word, name
        takes_next = not sign and name not in plugin_flags.SWITCHES
        is_value, may_be_value = takes_next and name in known, takes_next and name not in known


def _one_word(name: str, known: frozenset[str]) -> str | None:
    """Return what to write for a flag and its value that stand in one word."""
    flag, _, value = name.partition(" ")
    return f"Write --{flag}={value.strip()}, with an equals sign." if flag in known and value.strip() else None


def _of_other_release(program: str, name: str, image: _Image) -> str | None:
    first = plugin_flags.first_with_flag(program, name)
    if first is not None:
        return f"{first} is the first release that has it: take that or a later one, or leave the flag out."
    if program == DEVICE_PLUGIN and name == plugin_flags.CANDIDATE_FLAG:
        return f"Only {plugin_flags.CANDIDATE} had it. Write --device-list-strategy={_strategies(image.release)}."
    return None


def _instead(program: str, name: str, known: frozenset[str]) -> str | None:
    plain = _plain(name)
    other = next((one for one in plugin_flags.programs() if plain in plugin_flags.flags_of(one, None)), None)
    if other is not None and other != program:
        return f"It is a flag of {other}: leave it out here."
    near = nearest(plain, known) if plain not in known else plain
    return f"Did you mean --{near}?" if near else _elsewhere(plain)


def _elsewhere(name: str) -> str | None:
    """Return where the thing is said that a name means."""
    if _SHARING.search(name):
        return (
            "Leave it out. The plugin takes sharing from its configuration file alone: write `sharing` there, mount "
            "the file, and name it by --config-file."
        )
    if _LAYOUT.search(name):
        return (
            "Leave it out. The plugin divides no GPU: the MIG manager of gpu-operator does, by the node's label "
            "nvidia.com/mig.config."
        )
    return None


def _of_variables(daemon: PluginDaemon, image: _Image) -> Iterator[ManifestFault]:
    known = plugin_flags.variables_of(image.release)
    used = _used(daemon)
    for name, entry in daemon.container.env:
        value = entry.text("value")
        if name in known or name in used or is_filled_in_later(name) or value in ("", _OF_CHART.get(name)):
            continue
        found = _of_candidate(daemon, entry, image) if name == plugin_flags.CANDIDATE_VARIABLE else None
        found = found or _unread(name, known, image)
        if found is not None:
            by_whom, fix = found
            message = f"{name} is read by nothing: {by_whom}"
            yield ManifestFault(entry.place.below("name"), message, fix, severity=Severity.WARNING)


def _of_candidate(daemon: PluginDaemon, entry: Value, image: _Image) -> tuple[str, str] | None:
    """Return what is wrong with CDI_ENABLED, unless it changes nothing: CDI is chosen as well, or not wanted."""
    chosen = said_to(daemon, "device-list-strategy", _CDI)
    unclear = chosen is not None and (not chosen or "cdi" in chosen or is_filled_in_later(chosen))
    if image.is_candidate or unclear or (entry.text("value") or "").lower() in _OFF:
        return None
    by_whom = f"{plugin_flags.CANDIDATE} did, no release does"
    return by_whom, f"Write {_CDI} with the value {_strategies(image.release)} instead."


def _strategies(release: Numbers | None) -> str:
    """Return the values that switch CDI on; source: api/config/v1/consts.go by release."""
    if release is not None and release < (0, 14, 0):
        return "cdi-annotations, and take v0.14.0 or a later release"
    return "cdi-annotations" if release is not None and release < (0, 15, 0) else "cdi-annotations or cdi-cri"


def _unread(name: str, known: frozenset[str], image: _Image) -> tuple[str, str] | None:
    """Return by whom a variable is not read and what to write instead; None where it need not mean the plugin."""
    shown = f"{DEVICE_PLUGIN} {image.tag} does not know it"
    if image.release is None:
        shown = f"no release of {DEVICE_PLUGIN} up to {plugin_flags.NEWEST} knows it"
    first = plugin_flags.first_with_variable(name)
    if first is not None:
        flag = _plain(name)
        if flag in plugin_flags.flags_of(DEVICE_PLUGIN, image.release):
            return f"{first} is the first release that does", f"Give it as the flag --{flag}, or take {first} or later."
        return f"{first} is the first release that does", f"Take {first} or a later release, or leave it out."
    near = _near(name, known)
    if near is not None:
        return shown, f"Did you mean {near}?"
    fix = _elsewhere(_plain(name)) if _SHARING.search(_plain(name)) else None
    return None if fix is None else (shown, fix)


def _near(name: str, known: frozenset[str]) -> str | None:
    """Return the variable that is plainly meant: misspelt, or with a word such as NVIDIA too many or too few."""
    names = sorted(known)
    bare = _PREFIX.sub("", name, count=1) if _PREFIX.match(name) else name
    plain = next((one for one in names if _PREFIX.sub("", one, count=1) == bare), None)
    return slip(name, names) or plain or lengthened(name, known)


def _used(daemon: PluginDaemon) -> frozenset[str]:
    """Return the variables that the command line or other variables take in."""
    texts = [word.text() or "" for word in arguments(daemon)]
    texts += [entry.text("value") or "" for _, entry in daemon.container.env]
    return frozenset(name for text in texts for name in _USED.findall(text))


def _plain(name: str) -> str:
    """Return a name as flags are written: migStrategy and MIG_STRATEGY are mig-strategy."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).replace("_", "-").lower()


RULE = ManifestRule(
    "PLG219",
    "Flag or variable that the device plugin does not have",
    Severity.ERROR,
    why="Flags and variables came with one release or another. With a flag that it does not know the program ends with "
    "`flag provided but not defined`, again at every restart; a variable that it does not know has no effect.",
    fix="Leave it out; `nvidia-device-plugin --help` of the image lists the flags that it has and their variables.",
    source="NVIDIA/k8s-device-plugin cmd/nvidia-device-plugin/main.go, cmd/gpu-feature-discovery/main.go, "
    "cmd/mps-control-daemon/main.go and cmd/config-manager/main.go at every tag from v0.7.0 to v0.20.0; urfave/cli v2 "
    "parse.go (parseIter), Go's flag package (parseOne)",
    bad="""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: nvidia-device-plugin, namespace: kube-system}
spec:
  selector: {matchLabels: {app: plugin}}
  template:
    metadata: {labels: {app: plugin}}
    spec:
      containers:
        - name: plugin
          image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4
          args:
            - --mig-strategy=none
            - --fail-on-error=false  # <- here
          env:
            - name: CDI_ENABLED  # <- here
              value: "true"
          volumeMounts: [{name: sockets, mountPath: /var/lib/kubelet/device-plugins}]
      volumes: [{name: sockets, hostPath: {path: /var/lib/kubelet/device-plugins}}]
""",
    good="""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: nvidia-device-plugin, namespace: kube-system}
spec:
  selector: {matchLabels: {app: plugin}}
  template:
    metadata: {labels: {app: plugin}}
    spec:
      containers:
        - name: plugin
          image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4
          args:
            - --mig-strategy=none
            - --fail-on-init-error=false
          env:
            - name: DEVICE_LIST_STRATEGY
              value: cdi-cri
          volumeMounts: [{name: sockets, mountPath: /var/lib/kubelet/device-plugins}]
      volumes: [{name: sockets, hostPath: {path: /var/lib/kubelet/device-plugins}}]
""",
    check=_check,
)
