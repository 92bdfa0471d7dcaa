"""What a chart's templates read and render, found by scanning their text: paths, kinds, names, hooks."""

import re
from typing import NamedTuple

from generator.model.tree import Tree

ACTION = re.compile(r"\{\{-?+\s*+(?!/\*)(.*?)\s*-?\}\}", re.DOTALL)
VALUE = re.compile(r"\.Values((?:\.\w+)+)")
TYPED = re.compile(r'(?:typeIs|kindIs) "(\w+)" \(?\$?\.Values((?:\.\w+)+)')
CONSTANT = re.compile(r'define "[\w-]+\.([\w.-]+)"\s*-?\}\}\s*([\w.-]+)\s*\{\{-?\s*end')
# Functions after which the whole block is used, so that every key below it reaches the output.
WHOLE = re.compile(r"\b(?:toYaml|toJson|mustToJson|with|range|tpl|omit|pick|merge|deepCopy)\b")
# Helm reads numbers from values files as float64, so `typeIs "int"` never holds (rendered with Helm 4).
GO_TYPES = {"string": "string", "bool": "bool"}


class Usage(NamedTuple):
    """How templates use a value path; `kinds` are the kinds of objects that take it as a whole block."""

    whole: bool = False
    textual: bool = False
    types: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()


def merge_usage(one: Usage, other: Usage) -> Usage:
    """Return the usage that holds for either."""
    return Usage(
        one.whole or other.whole,
        one.textual or other.textual,
        one.types | other.types,
        one.kinds | other.kinds,
    )


def scan_values(templates: dict[str, str]) -> dict[tuple[str, ...], Usage]:
    """Return every `.Values` path that a template reads."""
    found: dict[tuple[str, ...], Usage] = {}
    for text in templates.values():
        kinds = _kind_positions(text)
        for action in ACTION.finditer(text):
            kind = next((name for start, name in reversed(kinds) if start <= action.start()), "")
            for path, usage in _usages(text, action, kind):
                found[path] = merge_usage(found.get(path, Usage()), usage)
    return found


def _usages(text: str, action: "re.Match[str]", kind: str) -> list[tuple[tuple[str, ...], Usage]]:
    code = action.group(1)
    condition = re.match(r"(?:else )?if\b", code) is not None
    whole = not condition and WHOLE.search(code) is not None
    before = text[action.start() - 1 : action.start()]
    textual = not condition and ("quote" in code or before.strip("} \n\t") != "")
    kinds = frozenset({kind}) if kind and not condition else frozenset()
    usages = [(_split(match), Usage(whole, textual, frozenset(), kinds)) for match in VALUE.findall(code)]
    for go_type, match in TYPED.findall(code):
        if go_type in GO_TYPES:
            usages.append((_split(match), Usage(types=frozenset({GO_TYPES[go_type]}))))
    return usages


def _split(dotted: str) -> tuple[str, ...]:
    return tuple(dotted.strip(".").split("."))


def _kind_positions(text: str) -> list[tuple[int, str]]:
    """Return where each document begins and its kind, also when the kind comes after the first actions."""
    starts = [0, *(match.start() for match in re.finditer(r"^---\s*$", text, re.MULTILINE))]
    ends = [*starts[1:], len(text)]
    positions = []
    for start, end in zip(starts, ends, strict=True):
        kind = re.search(r"^kind: (\w+)", text[start:end], re.MULTILINE)
        positions.append((start, kind.group(1) if kind else ""))
    return positions


def scan_objects(templates: dict[str, str]) -> list[dict[str, Tree]]:
    """Return the objects that the templates can render, in the fact sheet's form, sorted."""
    constants = {name: value for text in templates.values() for name, value in CONSTANT.findall(text)}
    objects = [entry for text in templates.values() for entry in _objects(text)]
    for entry in objects:
        entry["name"] = re.sub(r"\{([\w.-]+)\}", lambda token: constants.get(token[1], token[0]), str(entry["name"]))
    return sorted(objects, key=lambda entry: (str(entry["kind"]), str(entry["name"])))


def _objects(text: str) -> list[dict[str, Tree]]:
    variables: dict[str, str] = {}
    stack: list[tuple[str, ...]] = []
    objects: list[dict[str, Tree]] = []
    section = ""
    for line in text.splitlines():
        for action in ACTION.finditer(line):
            _track(action.group(1), stack, variables)
        top = re.match(r"(\w[\w.]*):", line)
        if top:
            section = top.group(1)
        kind = re.match(r"kind: (\w+)", line)
        if kind:
            when: list[Tree] = [path for level in stack for path in level]
            objects.append({"kind": kind.group(1), "name": "", **({"when": when} if when else {})})
        elif objects and section == "metadata":
            _metadata(line, objects[-1], variables)
    return [entry for entry in objects if entry["name"]]


def _metadata(line: str, entry: dict[str, Tree], variables: dict[str, str]) -> None:
    name = re.match(r"  name:\s+(.+)", line)
    hook = re.match(r"""\s+"?helm\.sh/hook(-delete-policy)?"?:\s*"?([\w,-]+)""", line)
    if name and not entry["name"]:
        entry["name"] = _name_pattern(name.group(1), variables)
    elif re.match(r"  namespace:", line):
        entry["namespaced"] = True
    elif hook:
        items: list[Tree] = sorted(hook.group(2).split(","))
        entry["deletePolicy" if hook.group(1) else "hooks"] = items


def _track(code: str, stack: list[tuple[str, ...]], variables: dict[str, str]) -> None:
    word = code.split(maxsplit=1)[0] if code else ""
    assigned = re.match(r"(\$\w+)\s*:?=\s*(.+)", code)
    if word in ("if", "with", "range", "define", "block"):
        stack.append(_plain_conditions(code[len(word) :]) if word == "if" else ())
    elif word == "else" and stack:
        stack[-1] = ()
    elif word == "end" and stack:
        stack.pop()
    elif assigned:
        variables[assigned.group(1)] = _expression_pattern(assigned.group(2), variables)


def _plain_conditions(code: str) -> tuple[str, ...]:
    """Return what must be true or filled as `ChartObject.when` says it; comparisons and negations are left out."""
    either = re.search(r"\(or((?: \.Values[.\w]+)+)\)", code)
    if either:
        rest = _plain_conditions(code.replace(either[0], ""))
        return (*rest, " or ".join(match.strip(".") for match in VALUE.findall(either[1])))
    code = re.sub(r"\(not \(empty (\S+?)\)\)", r"(\1)", code)
    if re.search(r"\b(?:or|not|eq|ne|empty|include|hasKey)\b|\.Capabilities", code):
        return ()
    has = re.fullmatch(r'\s*has "(\w+)" \.Values\.([\w.]+)', code)
    return (f"{has[2]} has {has[1]}",) if has else tuple(match.strip(".") for match in VALUE.findall(code))


def _name_pattern(text: str, variables: dict[str, str]) -> str:
    pattern = ACTION.sub(lambda action: _expression_pattern(action.group(1), variables), text)
    return pattern.strip().strip("\"'")


def _expression_pattern(code: str, variables: dict[str, str]) -> str:
    printed = re.match(r'printf "([^"]*)" (.+)', code)
    if printed:
        return printed.group(1).replace("%s", _expression_pattern(printed.group(2).strip("()"), variables))
    helper = re.search(r'(?:include|template) "[\w-]+\.([\w.-]+)"', code)
    if helper:
        return "{" + helper.group(1) + "}"
    value = VALUE.search(code)
    if value:
        return "{value:" + value.group(1).strip(".") + "}"
    if ".Release.Name" in code:
        return "{release}"
    return variables.get(code.split(maxsplit=1)[0], "{?}")
