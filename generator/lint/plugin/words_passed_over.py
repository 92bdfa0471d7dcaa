"""Words on the device plugin's command line that are no flags, so that all from there on is passed over."""

import re
from collections.abc import Iterator

from generator.facts import plugin_flags
from generator.facts.charts import DEVICE_PLUGIN
from generator.facts.program_settings import BUILT_IN, GPU_FEATURE_DISCOVERY, SWITCH_WORDS
from generator.lint.common.command_line import flags_given, running
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_OF = (DEVICE_PLUGIN, GPU_FEATURE_DISCOVERY)
_HELP = ("help", "h")
"""Commands that the parser has of its own."""
_dashes = re.compile(r"^[-\u2010-\u2015\u2212]+")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for one in running(manifests):
        if one.program in _OF:
            yield from _of(one.arguments(), one.program)


def _of(words: tuple[Value, ...], program: str) -> Iterator[ManifestFault]:
    known = plugin_flags.flags_of(program, None)
    taken, last = 0, None
    for one in flags_given(words, plugin_flags.SWITCHES.__contains__):
        if one.flag not in known or one.flag in BUILT_IN:
            return  # The program ends, or does something else.
        taken = words.index(one.word) + (2 if one.value is not None and "=" not in (one.word.text() or "") else 1)
        last = one
    rest = words[taken:]
    text = rest[0].text() if rest else None
    if text is None or text in _HELP or is_filled_in_later(text):
        return
    if last is not None and last.value is None and text in SWITCH_WORDS:
        return  # Meant for the switch before it, of which a rule on settings tells.
    passed = "it and all that follows are" if len(rest) > 1 else "it is"
    message = f"{text or 'an empty word'} is no flag of {program}: {passed} passed over"
    yield ManifestFault(rest[0].place, message, _fix(text, known))


def _fix(text: str, known: frozenset[str]) -> str | None:
    bare, sign, value = _dashes.sub("", text, count=1).partition("=")
    if bare in known:
        return f"Write --{bare}{sign}{value}."
    return None if text.strip("-") else "Leave it out."


RULE = ManifestRule(
    "PLG226",
    "Word that is no flag, behind which flags are passed over",
    Severity.WARNING,
    why="The parser of flags stops at the first word that does not begin with a hyphen and belongs to no flag, and the "
    "programs never look at what is left. A dash that a text program put in place of the hyphens is such a word too.",
    fix="Write every flag with two hyphens, each a word of its own.",
    source="NVIDIA/k8s-device-plugin cmd/nvidia-device-plugin/main.go and cmd/gpu-feature-discovery/main.go (no "
    "arguments are read); urfave/cli v2 parse.go (parseIter), Go's flag package (parseOne)",
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
            - pass-device-specs  # <- here
          volumeMounts: [{name: sockets, mountPath: /var/lib/kubelet/device-plugins}]
      volumes:
        - {name: sockets, hostPath: {path: /var/lib/kubelet/device-plugins}}
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
            - --pass-device-specs
          volumeMounts: [{name: sockets, mountPath: /var/lib/kubelet/device-plugins}]
      volumes:
        - {name: sockets, hostPath: {path: /var/lib/kubelet/device-plugins}}
""",
    check=_check,
)
