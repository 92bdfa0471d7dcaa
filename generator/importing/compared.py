"""Holds the values that a profile's bundle gives the chart against those that the chart has now."""

from generator.facts.filled_blocks import is_filler
from generator.importing.codes import DIFFERENT, INEXPRESSIBLE
from generator.importing.draft import Draft
from generator.importing.filled_in import by_defaults
from generator.importing.said import Said
from generator.importing.scheduling import ask_for_cards, node_terms
from generator.importing.scheduling_terms import NODE_TERMS
from generator.importing.source import Source
from generator.model.compiled import Compiled
from generator.model.finding import Severity
from generator.model.manifest_value import Place, Value
from generator.model.profile import NfdSource
from generator.model.tree import Path, Tree, path_text
from generator.yamltext.reader import read_document
from generator.yamltext.writer import canonical_json

_MOST = 60
_MOST_OF_LIST = 300
_SECRETS = "imagePullSecrets"
_LISTS = ("tolerations", "env", _SECRETS)

_LABEL = (
    "Label each GPU node before the bundle goes in: `kubectl label node NODE nvidia.com/gpu.present=true`. Or say in "
    "each pool which nodes it has."
)

_ELSEWHERE = (
    ("affinity",),
    ("allowDefaultNamespace",),
    ("config",),
    ("devicePlugin", "config"),
    ("fullnameOverride",),
    ("mig", "strategy"),
    ("migManager", "config"),
    ("migStrategy",),
    ("nameOverride",),
    ("nodeSelector",),
    ("namespaceOverride",),
    ("operator", "defaultRuntime"),
    ("platform", "openshift"),
)
"""Values that pools, strategy and names are made of, which are looked at where they are read."""


def compare(source: Source, compiled: Compiled, draft: Draft) -> None:
    """Tell every value that would change, with its path, unless it has been told already."""
    ours = _values(source, compiled)
    if ours is None or not source.known:
        return
    secrets: list[Path] = []
    for path in dict.fromkeys((*source.said.paths(), *ours.paths())):
        words = tuple(str(part) for part in path)
        before, after = source.said.effective(*words), ours.effective(*words)
        if path in draft.dropped or _starts(path, _ELSEWHERE) or _same(path, before, after):
            continue
        value = source.said.value(*words)
        if ("extraValues", *path) in draft.origins and value is None:
            continue
        told = value is not None and any(one.place == value.place for one in draft.noted)
        if told or _means_nothing(path, source, before, after):
            continue
        place = value.place if value is not None else source.place
        if path[-1] not in _LISTS:
            draft.tell(DIFFERENT, f"{path_text(path)} is {_shown(before)} now and would be {_shown(after)}", place)
        elif path[-1] == _SECRETS and not _beyond(path, before, after):
            secrets.append(path)
        else:
            # That a pod of one's own has no word of it is no wish that there be nothing.
            _tell_list(path, before if before or source.daemon is None else None, after, place, draft)
    if secrets:
        place = draft.origins.get(("install", _SECRETS), source.place)
        message = f"{', '.join(map(path_text, secrets))} would hold the secrets of other components as well"
        draft.tell(DIFFERENT, message, place, severity=Severity.INFO)
    if not source.is_operator:
        _compare_nodes(source, ours, draft)


def tell_uncompared(source: Source, draft: Draft) -> None:
    """Name what only a comparison judges, where the compiler refuses the profile, so that there is none."""
    value = source.said.value(*NODE_TERMS)
    if not source.is_operator and value is not None and not ask_for_cards(source.said):
        draft.tell(INEXPRESSIBLE, path_text(NODE_TERMS), value.place)


def _compare_nodes(source: Source, ours: Said, draft: Draft) -> None:
    """Tell where the standalone chart's plugin runs now or then alone; it is a note where cards are looked for anyway.

    The chart's NFD names a card's label by the vendor, others do by class and vendor, so the bundle takes all.
    """
    if node_terms(source.said) == source.said.default(NODE_TERMS) and source.daemon is None:
        # A bundle for some other NFD has these, and the names that NFD gives cards by its own default.
        return
    before, after = (list(dict.fromkeys(map(_term_text, node_terms(said)))) for said in (source.said, ours))
    lost = [one for one in before if one not in after]
    gained = [one for one in after if one not in before]
    told: list[str] = []
    is_asked = any(_asks_for_no_more(one, source) for one in node_terms(ours))
    if not before and after and not is_asked:
        told.append(f"only nodes with {' or '.join(after)} would run the plugin, and not all as now")
    if before and lost:
        told.append(f"nodes with {' or '.join(lost)} run the plugin now and would not")
    if before and gained:
        told.append(f"nodes with {' or '.join(gained)} do not run it now and would")
    if told:
        value = next((one for _, one in source.said.below("affinity")), None)
        place = source.place if value is None else value.place
        severity = Severity.INFO if ask_for_cards(source.said) or _is_selected(source, draft) else None
        unlabelled = not before and _waits_for_a_label(draft)
        message, fix = f"{path_text(NODE_TERMS)}: {', '.join(told)}", _LABEL if unlabelled else None
        draft.tell(DIFFERENT, message, place, fix, None if unlabelled else severity)


def _asks_for_no_more(term: Tree, source: Source) -> bool:
    """Say whether each node that the plugin's node selector reaches now meets a term."""
    selected = {f"{path[-1]}={one.tree}" for path, one in source.said.below("nodeSelector") if len(path) > 1}
    return bool(selected) and set(_term_text(term).split(",")) <= selected


def _waits_for_a_label(draft: Draft) -> bool:
    """Say whether some pool's nodes run the plugin by a label alone that nothing sets, as no NFD is there."""
    install, pools = draft.tree.get("install"), draft.tree.get("pools")
    if not isinstance(install, dict) or install.get("nodeFeatureDiscovery") != NfdSource.NONE.value:
        return False
    nodes = [one.get("nodes") for one in (pools if isinstance(pools, list) else []) if isinstance(one, dict)]
    return not all(isinstance(one, dict) and one.keys() & {"names", "nodeSelector"} for one in nodes)


def _is_selected(source: Source, draft: Draft) -> bool:
    """Say whether the profile's node selector asks for what the terms say."""
    value = source.said.value(*NODE_TERMS)
    return value is not None and value.place in draft.origins.values()


def _term_text(term: Tree) -> str:
    """Return a term as labels where it asks for labels alone, else as it stands."""
    asked = term.get("matchExpressions") if isinstance(term, dict) and len(term) == 1 else None
    found: list[str] = []
    for one in asked if isinstance(asked, list) else ():
        values = one.get("values") if isinstance(one, dict) else None
        if isinstance(one, dict) and one.get("operator") == "In" and isinstance(values, list):
            found.append(f"{one.get('key')}={'|'.join(map(str, values))}")
    whole = isinstance(asked, list) and asked and len(found) == len(asked)
    return ",".join(found) if whole else canonical_json(term).decode("ascii")


def _values(source: Source, compiled: Compiled) -> Said | None:
    name = f"values/{source.chart}.yaml"
    text = next((one.text for one in compiled.files if one.path == name), None)
    document = None if text is None else read_document(text.encode(), name)[0]
    return None if document is None else Said(source.said.sheet, (Value(document.data, Place(name, 0)),))


def _starts(path: Path, heads: tuple[tuple[str, ...], ...]) -> bool:
    return any(path[: len(head)] == head for head in heads)


def _same(path: Path, before: Tree, after: Tree) -> bool:
    if path[-1] == "driverInstallDir":
        return str(before).rstrip("/") == str(after).rstrip("/")
    before = (by_defaults(before) or before) if isinstance(before, str) else before
    if before == after or str(before) == str(after):
        return type(before) is not bool or type(after) is bool
    if _is_nothing(before) and _is_nothing(after):
        return True
    if path[-1] in _LISTS:
        return not _beyond(path, before, after) and not _beyond(path, after, before)
    return False


def _tell_list(path: Path, before: Tree, after: Tree, place: Place | None, draft: Draft) -> None:
    """Tell what a list would lack and hold; more is a note, unless somebody wrote that there be nothing."""
    # What was told by itself is not told again.
    known = [one.place for one in draft.noted if one.place is not None]
    untold = [
        one
        for index, one in enumerate(_list(before))
        if place is None or not any(each.is_within(place.below(index)) for each in known)
    ]
    lost, gained = _beyond(path, untold, after), _beyond(path, after, before)
    parts = [f"would lack {_shown(lost, _MOST_OF_LIST)}"] if lost else []
    parts += [f"would hold {_shown(gained, _MOST_OF_LIST)} as well"] if gained else []
    severity = Severity.INFO if not lost and before != [] else None
    if parts:
        draft.tell(DIFFERENT, f"{path_text(path)} {' and '.join(parts)}", place, severity=severity)


def _beyond(path: Path, tree: Tree, other: Tree) -> list[Tree]:
    """Return what one list has and the other has not; their order does not matter."""
    there = {_word(path, one) for one in _list(other)}
    return [one for one in _list(tree) if _word(path, one) not in there]


def _is_nothing(tree: Tree) -> bool:
    return tree is None or tree in ("", [], {})


def _shown(tree: Tree, most: int = _MOST) -> str:
    text = "unset" if tree is None else canonical_json(tree).decode("ascii")
    return text if len(text) <= most else f"{text[:most]}..."


def _word(path: Path, one: Tree) -> str:
    """Return an element of a list in a form that does not depend on how it is written."""
    if not isinstance(one, dict):
        return str([("name", str(one))])
    if path[-1] == "env":
        value = one.get("value")
        return str((str(one.get("name")), "" if value is None else str(value).lower()))
    return str(sorted((key, str(value)) for key, value in one.items() if value not in (None, "")))


def _list(tree: Tree) -> list[Tree]:
    return tree if isinstance(tree, list) else []


def _means_nothing(path: Path, source: Source, before: Tree, after: Tree) -> bool:
    """Say whether a difference is none: a value that another one makes idle, or a word for what holds anyway."""
    said = source.said
    head = path[0]
    if is_filler(source.chart, source.release, path, after):
        return True
    if path[-1] == _SECRETS and said.effective(str(head), "enabled") is False:
        return True
    if head == "driver" and len(path) > 1 and path[1] != "enabled":
        return said.effective("driver", "enabled") is False
    if head == "toolkit" and path[1:] != ("enabled",):
        return said.effective("toolkit", "enabled") is False
    if head in ("node-feature-discovery", "nfd") and path != ("nfd", "enabled"):
        return said.effective("nfd", "enabled") is False
    if path == ("nfd", "enabled"):
        return not source.is_operator or (source.policy is not None and not source.by_helm)
    if path[:2] == ("dcgmExporter", "serviceMonitor"):
        is_off = said.effective("dcgmExporter", "serviceMonitor", "enabled") is not True
        return said.effective("dcgmExporter", "enabled") is False or (is_off and path[-1] != "enabled")
    if len(path) == 2 and path[1] in ("repository", "image", "version", "tag"):
        return _is_own_image(path, source, before, after)
    return after is False and before is None


def _is_own_image(path: Path, source: Source, before: Tree, after: Tree) -> bool:
    own = {source.release, source.said.sheet.app_version, source.said.sheet.version}
    own |= set(source.said.sheet.components.values())
    for image in source.said.sheet.images:
        if image.path == path[0]:
            own |= {image.repository, image.image, image.version}
    return after in (None, "", source.said.default(path)) and before in own
