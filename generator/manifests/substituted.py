"""Variables that Flux fills in, in what it makes of a folder.

Sources: fluxcd/pkg kustomize/kustomize_varsub.go (SubstituteVariables: `substituteFrom` in its order, then
`substitute`; a label or annotation keeps an object as it is; the object is written as YAML, filled in and read again,
so that a text becomes what it looks like), fluxcd/pkg envsubst (`${VAR}` that nobody says is empty).
"""

import re
from pathlib import PurePosixPath

from generator.manifests.builder import READ, Builder, Given, Untaken
from generator.manifests.collector import path_in
from generator.manifests.generators import FILES_OF_GENERATORS, path_of_source
from generator.manifests.inner import MAX_BYTES
from generator.manifests.merged import closed
from generator.manifests.resource import Address, Resource
from generator.model.manifest import Manifests
from generator.model.manifest_built import Outer
from generator.model.manifest_value import Value
from generator.model.tree import Tree, words
from generator.yamltext.reader import read_documents

_DISABLED = "kustomize.toolkit.fluxcd.io/substitute"
_VARIABLE = re.compile(r"\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-=])([^${}]*))?\}")
_MAX_DEPTH = 100
_MOST_PUT, _MOST_LETTERS = 1_000, 1 << 20
"""Variables in one text, and letters that come of them: beyond, the text is left as it stands."""


class _Variables:
    """What variables are: `is_whole` says that what nobody says is empty."""

    def __init__(self, known: dict[str, str], *, is_whole: bool) -> None:
        self._known, self._is_whole = known, is_whole

    def put_into(self, text: str) -> str:
        if text.count("${") > _MOST_PUT:
            return text
        filled = _VARIABLE.sub(self._meant, text)
        return filled if len(filled) <= _MOST_LETTERS else text

    def _meant(self, found: re.Match[str]) -> str:
        name, sign, default = found.groups()
        if name is None:
            return "${"
        said = self._known.get(name)
        if sign is not None and (said is None or (sign.startswith(":") and not said)):
            return found[0] if said is None and not self._is_whole else str(default)
        if said is None:
            return "" if self._is_whole else found[0]
        return said


def substituted(outer: Outer, made: Builder, given: Given, manifests: Manifests) -> None:
    """Fill the variables in that Flux's Kustomization says, in all objects that it makes."""
    block = outer.holder.get("postBuild")
    if block is None or not block.tree:
        return
    known: dict[str, str] = {}
    is_whole = True
    for source in block.elements("substituteFrom"):
        found = _source(source, given, manifests)
        optional = source.get("optional")
        is_whole = is_whole and found is not None
        if found is None and not (optional is not None and optional.tree is True):
            made.untaken.append(Untaken(source.place, f"variables of the {source.text('kind')} {source.text('name')}"))
        known.update(found or {})
    known.update({key: _text(value.tree) for key, value in block.entries("substitute")})
    variables = _Variables(known, is_whole=is_whole)
    kept = _kept_as_they_are(made, given)
    filled: dict[str, dict[Address, Value]] = {}
    for one in made.resources:
        if one.is_generated and not _is_disabled(one, given):
            for path in _files_of(one):
                if path in kept:
                    what = f"variables in {path}, which another ConfigMap takes in as it is"
                    made.untaken.append(Untaken(closed(one.part).place, what))
                elif path not in filled:
                    filled[path] = _filled_file(path, variables, given)
            _fill_in_generated(one, variables, filled)
        elif one.kind in READ and not one.is_generated:
            _fill_in(one, variables)


def _source(source: Value, given: Given, manifests: Manifests) -> dict[str, str] | None:
    """Return what a ConfigMap or a Secret says of variables; None where it is not among the files."""
    name, found = source.text("name"), None
    if source.text("kind") == "ConfigMap":
        place = next((one.place for one in manifests.config_maps if one.name == name), None)
        documents = [] if place is None or len(place.steps) > 1 else given.documents(place.file)
        found = documents[place.document] if place is not None and place.document < len(documents) else None
        keys = "data"
    else:
        found = next((one.value for one in manifests.of_kind("Secret") if one.name == name), None)
        keys = "stringData"
    if found is None or not any(True for _ in found.entries(keys)):
        return None
    return {key: _text(value.tree) for key, value in found.entries(keys)}


def _fill_in(one: Resource, variables: _Variables) -> None:
    whole = closed(one.part)
    if not any("${" in word for word in words(whole.tree)):
        return
    marks = [whole.text("metadata", key, _DISABLED) for key in ("labels", "annotations")]
    tree = _filled(whole.tree, variables, 0)
    if "disabled" not in marks and tree != whole.tree:
        one.part, one.is_changed = Value(tree, whole.place), True


def _is_disabled(one: Resource, given: Given) -> bool:
    """Say whether a generated ConfigMap is marked to be left as it is, by its own options or by those of all."""
    kustomization = given.documents(one.address.file)[one.address.document]
    options = (closed(one.part).get("options"), kustomization.get("generatorOptions"))
    marks = [each.text(key, _DISABLED) for each in options if each is not None for key in ("labels", "annotations")]
    return "disabled" in marks


def _files_of(one: Resource) -> list[str]:
    """Return where the files are from which a ConfigMap is generated."""
    folder = str(PurePosixPath(one.address.file).parent)
    return [path_in(folder, path_of_source(str(source.tree))) for source in closed(one.part).elements("files")]


def _kept_as_they_are(made: Builder, given: Given) -> frozenset[str]:
    """Return files with variables of which a ConfigMap is made that is left as it is."""
    disabled = [one for one in made.resources if one.is_generated and _is_disabled(one, given)]
    paths = {path for one in disabled for path in _files_of(one)}
    return frozenset(path for path in paths if _has_variables(path, given))


def _has_variables(path: str, given: Given) -> bool:
    return any("${" in word for document in given.documents(path) for word in words(document.tree))


def _filled_file(path: str, variables: _Variables, given: Given) -> dict[Address, Value]:
    """Return the documents of a file that are others once variables are filled in."""
    found: dict[Address, Value] = {}
    for number, document in enumerate(given.documents(path)):
        content = _filled(document.tree, variables, 0)
        if content != document.tree:
            found[Address(path, number)] = Value(content, document.place)
    return found


def _fill_in_generated(one: Resource, variables: _Variables, filled: dict[str, dict[Address, Value]]) -> None:
    """Fill in what a generator says, and take what its files hold then; where these are stays."""
    entry = closed(one.part)
    tree = {key: _filled(value.tree, variables, 0) for key, value in entry.entries() if key not in FILES_OF_GENERATORS}
    said = {key: value.tree for key, value in entry.entries()}
    for path in _files_of(one):
        one.filled.update(filled.get(path, {}))
    if {**said, **tree} != said or one.filled:
        one.part, one.is_changed = Value({**said, **tree}, entry.place), True


def _filled(tree: Tree, variables: _Variables, depth: int) -> Tree:
    if depth > _MAX_DEPTH:
        return tree
    if isinstance(tree, dict):
        return {variables.put_into(key): _filled(one, variables, depth + 1) for key, one in tree.items()}
    if isinstance(tree, list):
        return [_filled(one, variables, depth + 1) for one in tree]
    if not isinstance(tree, str):
        return tree
    text = variables.put_into(tree)
    return text if text == tree or "\n" in tree else _read_again(text)


def _read_again(text: str) -> Tree:
    """Return what a text is when it is read as YAML once more."""
    documents, faults = read_documents(text.encode("utf-8", "surrogatepass"), "", MAX_BYTES, lenient=True)
    return documents[0].data if len(documents) == 1 and not faults else text


def _text(tree: Tree) -> str:
    return str(tree).lower() if isinstance(tree, bool) else "" if tree is None else str(tree)
