"""Flags and variables with which NVIDIA's programs end as soon as they start."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR
from generator.facts.plugin_flags import CHART_VALUES
from generator.facts.plugin_versions import plugin_of
from generator.facts.program_settings import (
    DCGM_EXPORTER,
    EVERY_FLAG,
    GPU_FEATURE_DISCOVERY,
    MIG_MANAGER,
    OPERANDS,
    PROGRAMS,
    SWITCH_WORDS,
    TOOLKIT,
    VALIDATOR,
    Form,
    Program,
    Setting,
)
from generator.facts.releases import Numbers, exact_numbers
from generator.lint.common.chart_values import ends_up_with, is_from
from generator.lint.common.command_line import Given, flags_given, running
from generator.lint.common.exporter_chart import charted
from generator.lint.common.images import image_tag
from generator.lint.common.near import nearest, slip
from generator.lint.common.plugin_daemons import changes_image
from generator.lint.plugin._later_words import words_too_new
from generator.lint.plugin._needed_settings import missing
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_PARTS: Mapping[tuple[str, ...], Program] = MappingProxyType(
    {
        ("devicePlugin",): PROGRAMS[DEVICE_PLUGIN],
        ("gfd",): PROGRAMS[GPU_FEATURE_DISCOVERY],
        ("dcgmExporter",): PROGRAMS[DCGM_EXPORTER],
        ("toolkit",): PROGRAMS[TOOLKIT],
        ("migManager",): OPERANDS[MIG_MANAGER],
        **{("validator", part): OPERANDS[VALIDATOR] for part in ("cuda", "driver", "plugin", "toolkit")},
    }
)
"""By part of gpu-operator the program that gets its `env` and `args`."""
_BY_SHELL = {
    "devicePlugin": "Set the variable of the flag in devicePlugin.env, or write it in the plugin's configuration.",
    "migManager": "Set the variable of the flag in migManager.env.",
}
"""Parts of gpu-operator whose containers run a script by `sh -c`, with what does what a flag is meant for."""
_SHELLS_SINCE: Numbers = (1, 11, 0)
"""Before, the containers started the programs themselves, and the charts' own defaults had flags for them."""
_DURATION = re.compile(r"[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+|[+-]?0")
_NUMBER = re.compile(r"[+-]?(?:0[xX][0-9a-fA-F_]+|0[oO]?[0-7_]*|0[bB][01_]+|[1-9][\d_]*)")
_DEVICES = re.compile(r"f|[gi](?::\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*)?")
"""Source: NVIDIA/dcgm-exporter pkg/cmd/app.go (parseDeviceOptions); g+i, as its help has it, is refused."""
_OF_EXPORTER = "DCGM_EXPORTER_"
_ON = ("1", "t", "T", "true", "TRUE", "True")
_END = "it ends as soon as it starts"


class _Told(NamedTuple):
    """What a program is told by one source: its command line and its variables."""

    program: Program
    words: tuple[Value, ...]
    env: tuple[Value, ...]


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    changed = changes_image(manifests)
    for one in running(manifests):
        program = PROGRAMS[one.program]
        told = _Told(program, one.arguments(), tuple(one.container.value.elements("env")))
        yield from _of(told)
        yield from () if changed else _too_new(told, exact_numbers(image_tag(one.container)))
        yield from missing(one, program)
    for one in charted(manifests):
        yield from _of(_Told(PROGRAMS[one.program], one.arguments(), tuple(one.container.value.elements("env"))))
    for told, version in _of_operators(manifests):
        yield from _of(told)
        yield from _too_new(told, version)
    yield from _to_shells(manifests)
    for use in manifests.charts:
        for flag, key in CHART_VALUES.items() if use.chart == DEVICE_PLUGIN else ():
            value, setting = use.value(key), PROGRAMS[DEVICE_PLUGIN].of_flag(flag)
            if setting is None or setting.form is Form.SWITCH:
                continue  # of a switch the chart leaves out what is no bool
            if value is not None and isinstance(value.tree, str):
                yield from _of_text(key, value.tree, value, setting, DEVICE_PLUGIN)
                tag = exact_numbers(str(ends_up_with(use, "image", "tag") or ""))
                yield from words_too_new(key, value, setting, tag or plugin_of(DEVICE_PLUGIN, use.stated or ""))


def _to_shells(manifests: Manifests) -> Iterator[ManifestFault]:
    """Return flags of the operator's values that a shell gets: they take the place of the script that it is to run.

    Source: NVIDIA/gpu-operator assets/state-device-plugin/0500_daemonset.yaml and state-mig-manager/0600_daemonset.yaml
    (command), controllers/object_controls.go (Args), v1.11.0 to v26.7.0.
    """
    for part, own in _BY_SHELL.items():
        by_charts = (use.value(part, "args") for use in manifests.charts if _runs_shell(use))
        for args in (*by_charts, *(one.spec.get(part, "args") for one in manifests.policies)):
            first = None if args is None else next(iter(args.elements()), None)
            if first is not None and (first.text() or "").startswith("-"):
                message = f"{part}.args takes the place of the script that a shell runs there, and {first.tree} is none"
                yield ManifestFault(first.place, f"{message}: {_END}", own)


def _runs_shell(use: ChartUse) -> bool:
    return use.chart == GPU_OPERATOR and is_from(use, _SHELLS_SINCE)


def _of_operators(manifests: Manifests) -> Iterator[tuple[_Told, Numbers | None]]:
    """Return what the operator's values say to each program, and the plugin's release where it is known."""
    for part, program in _PARTS.items():
        for args, env, version in _of_part(part, manifests):
            # The arguments of the others go to a shell, or are not read.
            words = () if args is None or program.name in OPERANDS else tuple(args.elements())
            yield _Told(program, words, () if env is None else tuple(env.elements())), version


def _of_part(
    part: tuple[str, ...], manifests: Manifests
) -> Iterator[tuple[Value | None, Value | None, Numbers | None]]:
    """Return the arguments and variables that a part of the operator is given, and the plugin's release."""
    for use in manifests.charts:
        if use.chart == GPU_OPERATOR:
            yield use.value(*part, "args"), use.value(*part, "env"), _plugin_in(use)
    for one in manifests.policies:
        yield one.spec.get(*part, "args"), one.spec.get(*part, "env"), None


def _plugin_in(use: ChartUse) -> Numbers | None:
    said = use.value("devicePlugin", "version")
    return plugin_of(GPU_OPERATOR, use.stated or "") if said is None else exact_numbers(str(said.tree))


def _too_new(told: _Told, version: Numbers | None) -> Iterator[ManifestFault]:
    """Return words in flags and variables of the plugin that came with a later release of it."""
    if told.program.name != DEVICE_PLUGIN or version is None:
        return
    given: set[str] = set()
    for one in flags_given(told.words, told.program.is_switch):
        setting = told.program.of_flag(one.flag)
        if setting is not None and one.value is not None:
            given.add(setting.flag)
            yield from words_too_new(f"--{one.flag}", one.word._replace(tree=one.value), setting, version)
    for entry in told.env:
        name, value = entry.text("name") or "", entry.get("value")
        setting = told.program.of_variable(name)
        if setting is not None and value is not None and not _is_beaten(setting, given):
            yield from words_too_new(name, value, setting, version)


def _of(told: _Told) -> Iterator[ManifestFault]:
    program = told.program
    given: set[str] = set()
    for one in flags_given(told.words, program.is_switch):
        known = EVERY_FLAG.get(program.name)
        if known is not None and one.flag not in known:
            yield _unknown_flag(one, program, known)
            return
        setting = program.of_flag(one.flag)
        given.add("" if setting is None else setting.flag)
        yield from () if setting is None else _of_flag(one, setting, program)
    for entry in told.env:
        name, value = entry.text("name") or "", entry.get("value")
        setting = program.of_variable(name)
        if setting is None:
            yield from _unknown_variable(name, entry, program)
        elif value is not None and isinstance(value.tree, str) and not _is_beaten(setting, given):
            yield from _of_text(name, value.tree, value, setting, program.name)


def _is_beaten(setting: Setting, given: set[str]) -> bool:
    """Say whether the command line says it too; a variable that cannot be read at all is refused all the same."""
    return setting.flag in given and setting.form in (Form.WORD, Form.WORDS)


def _of_flag(one: Given, setting: Setting, program: Program) -> Iterator[ManifestFault]:
    behind = None if one.behind is None else one.behind.text()
    # True at the end of a line is what the switch is without it.
    harmless = one.is_last and behind in _ON
    if setting.form is Form.SWITCH and one.value is None and behind in SWITCH_WORDS and not harmless:
        message = f"--{setting.flag} takes its value behind an equals sign: it is true here, the word {behind} and all "
        yield ManifestFault(
            one.word.place,
            f"{message}that follows are passed over",
            f"Write --{setting.flag}={behind} as one word.",
            severity=Severity.WARNING,
        )
    elif one.value is not None:
        yield from _of_text(f"--{setting.flag}", one.value, one.word, setting, program.name)


def _of_text(name: str, text: str, at: Value, setting: Setting, program: str) -> Iterator[ManifestFault]:
    wrong = _wrong(text, setting)
    if wrong is not None:
        wanted = _wanted(setting)
        yield ManifestFault(at.place, f"{name} is {wrong}, and {program} takes {wanted}: {_END}", _fix(wrong, setting))


def _wrong(text: str, setting: Setting) -> str | None:
    """Return the part of a text that the program refuses."""
    if not text or is_filled_in_later(text):
        return None
    parts = [part.strip() for part in text.split(",")] if setting.form is Form.WORDS else [text]
    return next((part for part in parts if not _is_taken(part, setting)), None)


def _is_taken(text: str, setting: Setting) -> bool:
    form = setting.form
    if form is Form.SWITCH:
        return text in SWITCH_WORDS
    if form is Form.NUMBER:
        return _NUMBER.fullmatch(text) is not None
    if form is Form.DURATION:
        return text in setting.words or _DURATION.fullmatch(text) is not None
    if form is Form.ADDRESS:
        return ":" in text
    if form is Form.DEVICES:
        return _DEVICES.fullmatch(text) is not None
    return form is Form.TEXT or text in setting.words


def _wanted(setting: Setting) -> str:
    if not setting.words or setting.form is Form.DURATION:
        return setting.form.value
    return f"{', '.join(setting.words[:-1])} or {setting.words[-1]}"


def _fix(text: str, setting: Setting) -> str:
    if setting.form is Form.SWITCH:
        lower = text.lower()
        return "Write true." if lower in ("yes", "on", "y", "enabled") else "Write true or false."
    if setting.form is Form.DURATION:
        return f"Write {text}s." if text.isdigit() else "Write a number and its unit: 60s, 5m or 1h."
    if setting.form is Form.ADDRESS:
        return f"Write :{text}." if text.isdigit() else "Write host:port; without a host it is :9400."
    if setting.form is Form.DEVICES:
        numbers = re.fullmatch(r"\d+(?:[-,]\d+)*", text)
        some = "Write f for all GPUs and MIG instances, g:0,1 for some GPUs, or i:0,1 for some MIG instances."
        return f"Write g:{text}." if numbers else some
    if setting.form is Form.NUMBER:
        return "Write the number alone, without a unit."
    near = nearest(text.lower(), list(setting.words))
    return f"Did you mean {near}?" if near else f"Write {_wanted(setting)}."


def _unknown_flag(one: Given, program: Program, known: frozenset[str]) -> ManifestFault:
    flag, _, value = one.flag.partition(" ")
    hyphens = "-" if len(flag) == 1 else "--"
    near = nearest(flag, [name for name in known if len(name) > 1])
    fix = f"Did you mean --{near}?" if near else None
    if flag in known and value.strip():
        fix = f"Write two words, {hyphens}{flag} and {value.strip()}, each an element of the list."
    return ManifestFault(one.word.place, f"{program.name} has no flag {hyphens}{one.flag}: {_END}", fix)


def _unknown_variable(name: str, entry: Value, program: Program) -> Iterator[ManifestFault]:
    if program.name != DCGM_EXPORTER or not name.startswith(_OF_EXPORTER):
        return
    near = slip(name, [variable for setting in program.settings for variable in setting.variables])
    if near:
        message = f"{name} is read by nothing: {program.name} does not know it"
        yield ManifestFault(entry.place.below("name"), message, f"Did you mean {near}?", severity=Severity.WARNING)


RULE = ManifestRule(
    "PLG220",
    "Setting with which the program ends",
    Severity.ERROR,
    why="The programs compare words letter by letter, and read switches, numbers and durations as Go does. What they "
    "cannot take ends them with an error, again at every restart: no GPU is advertised, labelled or measured.",
    fix="Write one of the values that it takes.",
    source="NVIDIA/k8s-device-plugin cmd/nvidia-device-plugin/main.go (validateFlags), cmd/config-manager/main.go "
    "(validateFlags), internal/lm/mig-strategy.go, internal/lm/output.go (NewOutputer); NVIDIA/dcgm-exporter "
    "pkg/cmd/app.go; NVIDIA/mig-parted cmd/nvidia-mig-manager/main.go; NVIDIA/gpu-operator "
    "cmd/nvidia-validator/main.go; urfave/cli v2 flag_bool.go, "
    "flag_int.go, flag_duration.go; Go's strconv.ParseBool and flag package",
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
            - --device-id-strategy=name  # <- here
          env:
            - name: MIG_STRATEGY
              value: enabled  # <- here
            - name: PASS_DEVICE_SPECS
              value: "yes"  # <- here
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
            - --device-id-strategy=index
          env:
            - name: MIG_STRATEGY
              value: none
            - name: PASS_DEVICE_SPECS
              value: "1"
          volumeMounts: [{name: sockets, mountPath: /var/lib/kubelet/device-plugins}]
      volumes: [{name: sockets, hostPath: {path: /var/lib/kubelet/device-plugins}}]
""",
    check=_check,
)
