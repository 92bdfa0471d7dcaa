"""Settings that NVIDIA's programs cannot do without, alone or beside another one.

Source: NVIDIA/k8s-device-plugin cmd/config-manager/main.go (validateFlags), internal/lm/output.go (NewOutputer) and
internal/flags/node.go (NODE_NAME), v0.15.0 to v0.20.0.
"""

from collections.abc import Iterator

from generator.facts.program_settings import GPU_FEATURE_DISCOVERY, Program
from generator.lint.common.command_line import Running, flags_given
from generator.model.manifest_rule import ManifestFault

_NODE_FEATURES, _NODE = "use-node-feature-api", "node-name"
_TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
"""What Go's strconv.ParseBool takes for true."""


def missing(one: Running, program: Program) -> Iterator[ManifestFault]:
    """Return what a program is not told without which it ends."""
    container = one.container.value
    if one.workload.in_part or container.get("envFrom") is not None:
        return
    flags = {each.flag for each in flags_given(one.arguments(), program.is_switch)}
    variables = {name for name, _ in one.container.env}
    for flag in program.needed:
        setting = program.of_flag(flag)
        if setting is not None and flag not in flags and not variables.intersection(setting.variables):
            variable = setting.variables[0]
            message = f"{program.name} is not told {variable}: it ends as soon as it starts"
            yield ManifestFault(container.place.below("command"), message, f"Set {variable} in `env`.", on_key=True)
    if program.name == GPU_FEATURE_DISCOVERY and not variables & {"NODE_NAME"} and _NODE not in flags:
        yield from _without_node(one, program)


def _without_node(one: Running, program: Program) -> Iterator[ManifestFault]:
    """Return that GPU Feature Discovery is to write an object of its node, and is not told which one that is."""
    setting = program.of_flag(_NODE_FEATURES)
    told = [(entry.get("value"), name) for name, entry in one.container.env if setting and name in setting.variables]
    found = [(value, value.text() or "", name) for value, name in told if value is not None]
    for each in flags_given(one.arguments(), program.is_switch):
        if each.flag == _NODE_FEATURES:
            found.insert(0, (each.word, "true" if each.value is None else each.value, f"--{each.flag}"))
    for at, text, name in found[:1]:
        if text in _TRUE:
            message = f"{name} is on, and {program.name} is not told NODE_NAME, the node whose labels it is to write"
            fix = "Set NODE_NAME in `env`: `valueFrom: {fieldRef: {fieldPath: spec.nodeName}}`."
            yield ManifestFault(at.place, f"{message}: it ends with an error", fix)
