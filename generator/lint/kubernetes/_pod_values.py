"""What the API server refuses in values below a pod's spec: names, ports, affinities, volumes, rights.

Source: kubernetes/kubernetes pkg/apis/core/validation/validation.go (validateContainerCommon, validateContainerPorts,
ValidateEnv, ValidateNodeSelectorRequirement, validatePodAffinityTerm, validateTopologySpreadConstraints,
ValidateSecurityContext, validateContainerResourceClaims); of media: pkg/volume/emptydir/empty_dir.go.
"""

import re
from collections.abc import Iterator

from generator.facts.discovery_labels import PRODUCT
from generator.lint.common.images import reference_of
from generator.lint.common.label_values import is_label_key, is_label_value
from generator.lint.common.near import slip
from generator.lint.common.selectors import PREFERRED, REQUIRED
from generator.model.manifest_objects import Container, Workload
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import Value, is_filled_in_later

_REFUSED = "the API server refuses the pod"
_LABEL_LENGTH = 63
_PORT_NAME_LENGTH = 15
_PORTS = 65_535
_WEIGHTS = 100
_is_dns_label = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?").fullmatch
_is_port_name = re.compile(r"(?!.*--)[a-z0-9]([a-z0-9-]*[a-z0-9])?").fullmatch
_is_medium = re.compile(r"Memory|HugePages(-\d+[KMGT]i)?|").fullmatch
_no_name = re.compile(r"[^a-z0-9]+")
_is_of_metadata = re.compile(r"metadata\.(labels|annotations)\['.*'\]").fullmatch
_is_of_several = re.compile(r"[*,|~^$?\[\]()]").search
"""Signs by which patterns and lists stand for several values."""
_OF_PODS = (
    *("metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName"),
    *("status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"),
)
"""What a variable can have of its pod (validEnvDownwardAPIFieldPathExpressions)."""
_is_amount = re.compile(r"(limits|requests)\.(cpu|memory|ephemeral-storage|hugepages-.*)").fullmatch
"""What a variable can have of its container's resources (validContainerResourceFieldPathExpressions)."""
_HANDLERS = ("exec", "grpc", "httpGet", "tcpSocket")
_WITH_VALUES, _WITHOUT_VALUES, _WITH_ONE = ("In", "NotIn"), ("Exists", "DoesNotExist"), ("Gt", "Lt")


def of_pod_values(workload: Workload) -> Iterator[ManifestFault]:
    """Return what is refused in a pod's spec, whoever makes the pod."""
    pod = workload.pod
    for container in workload.containers:
        yield from _name(container)
        yield from _ports(container.value)
        yield from _variables(container.value)
        yield from _rights(container.value)
        yield from _image(container.value)
        yield from _probes(container.value)
        yield from _claims(container.value, pod)
    yield from of_placing(pod)
    yield from _spread(pod)
    yield from _volumes(pod)


def of_placing(around: Value) -> Iterator[ManifestFault]:
    """Return what is refused in nodeSelector and affinity, of a pod's spec or of values that are for one."""
    yield from _selector(around)
    yield from _node_affinity(around)
    yield from _pod_affinity(around)


def _open(text: str) -> bool:
    return is_filled_in_later(text)


def _name(container: Container) -> Iterator[ManifestFault]:
    name = container.name
    if name and not _open(name) and (_is_dns_label(name) is None or len(name) > _LABEL_LENGTH):
        right = _no_name.sub("-", name.lower()).strip("-")[:_LABEL_LENGTH]
        message = f"{name} cannot be a container's name, which has small letters, digits and hyphens: {_REFUSED}"
        yield ManifestFault(container.value.place.below("name"), message, f"Write {right}." if right else None)


def _ports(container: Value) -> Iterator[ManifestFault]:
    for port in container.elements("ports"):
        name, number = port.text("name"), port.whole_number("containerPort")
        if name and not _open(name) and (_is_port_name(name) is None or len(name) > _PORT_NAME_LENGTH):
            message = (
                f"{name} cannot be a port's name, which has up to 15 small letters, digits and hyphens: {_REFUSED}"
            )
            yield ManifestFault(port.place.below("name"), message, "Write a shorter one, such as http.")
        if number is not None and not 1 <= number <= _PORTS:
            at = port.place.below("containerPort")
            yield ManifestFault(at, f"{number} is no port: {_REFUSED}", "Write a number from 1 to 65535.")


def of_variable_names(container: Value) -> Iterator[ManifestFault]:
    """Return names of variables that hold their value, of a container or of what an operator makes one of."""
    for variable in container.elements("env"):
        name = variable.text("name") or ""
        if "=" in name and not _open(name):
            key, _, value = name.partition("=")
            message = f"the name of a variable has no equals sign, as {name} has: {_REFUSED}"
            yield ManifestFault(
                variable.place.below("name"), message, f'Write `name: {key}`, and `value: "{value}"` beside it.'
            )


def _variables(container: Value) -> Iterator[ManifestFault]:
    yield from of_variable_names(container)
    for variable in container.elements("env"):
        path = variable.text("valueFrom", "fieldRef", "fieldPath")
        if path and not _open(path) and path not in _OF_PODS and _is_of_metadata(path) is None:
            message = f"a variable can have no {path} of its pod: {_REFUSED}"
            near = slip(path, _OF_PODS)
            fix = f"Did you mean {near}?" if near else f"Write one of {', '.join(_OF_PODS)}, metadata.labels['...']."
            yield ManifestFault(variable.place.below("valueFrom", "fieldRef", "fieldPath"), message, fix)
        amount = variable.text("valueFrom", "resourceFieldRef", "resource")
        if amount and not _open(amount) and _is_amount(amount) is None:
            message = f"a variable can have no {amount} of its container: {_REFUSED}"
            at = variable.place.below("valueFrom", "resourceFieldRef", "resource")
            yield ManifestFault(
                at, message, "Write limits or requests of cpu, memory or ephemeral-storage, or a value."
            )


def _image(container: Value) -> Iterator[ManifestFault]:
    """Return an image's name that the kubelet cannot read; source: distribution/reference reference.go, regexp.go."""
    image = container.get("image")
    text = "" if image is None else (image.text() or "")
    if image is None or not text or _open(text):
        return
    scheme, found, rest = text.partition("://")
    name = reference_of(rest if found else text).repository
    first, slash, path = name.partition("/")
    is_domain = slash and (re.search(r"[.:A-Z]", first) or first == "localhost")
    right = f"{first}/{path.lower()}" if is_domain else name.lower()
    if found:
        message = f"an image has no {scheme}:// before it: the kubelet does not pull it"
        yield ManifestFault(image.place, message, f"Write {rest}.")
    elif right != name and "$" not in name:
        message = f"the name of an image is in small letters, {name} is not: the kubelet does not pull it"
        yield ManifestFault(image.place, message, f"Write {right}.")


def _probes(container: Value) -> Iterator[ManifestFault]:
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        ways = [way for way in _HANDLERS if container.get(probe, way) is not None]
        if len(ways) > 1:
            message = f"a {probe} is one of {' and '.join(ways)}: {_REFUSED}"
            yield ManifestFault(container.place.below(probe, ways[1]), message, "Leave one of them out.", on_key=True)
        for way in ("httpGet", "tcpSocket"):
            port = container.get(probe, way, "port")
            if port is not None and isinstance(port.tree, str) and port.tree.isascii() and port.tree.isdecimal():
                message = (
                    f"the port of a {probe} is {port.tree} in quotes, which is a name without a letter: {_REFUSED}"
                )
                yield ManifestFault(port.place, message, f"Take the quotes away: `port: {port.tree}`.")


def _rights(container: Value) -> Iterator[ManifestFault]:
    context = container.get("securityContext")
    escalation = None if context is None else context.get("allowPrivilegeEscalation")
    if context is None or escalation is None or escalation.tree is not False:
        return
    privileged = context.get("privileged")
    added = [one.tree for one in context.elements("capabilities", "add")]
    what = "privileged: true" if privileged is not None and privileged.tree is True else None
    what = what or ("the capability CAP_SYS_ADMIN" if "CAP_SYS_ADMIN" in added else None)
    if what:
        message = f"allowPrivilegeEscalation: false contradicts {what}: {_REFUSED}"
        yield ManifestFault(escalation.place, message, "Leave out one of the two.")


def _claims(container: Value, pod: Value) -> Iterator[ManifestFault]:
    there = {one.text("name") for one in pod.elements("resourceClaims")}
    for claim in container.elements("resources", "claims"):
        name = claim.text("name")
        if name and name not in there and not _open(name):
            message = f"the pod has no resourceClaims entry {name}: {_REFUSED}"
            fix = "Add it below `resourceClaims:` of the pod's spec, with the name of a claim or of its template."
            yield ManifestFault(claim.place.below("name"), message, fix)


def _selector(pod: Value) -> Iterator[ManifestFault]:
    for key, value in pod.entries("nodeSelector"):
        if not _open(key) and not is_label_key(key):
            message = f"{key} cannot be a label's key: {_REFUSED}"
            yield ManifestFault(value.place, message, "Write `key: value`, with the key alone here.", on_key=True)
        else:
            yield from _no_value(key, value)


def _no_value(key: str, value: Value) -> Iterator[ManifestFault]:
    """Return a text that is no label's value; what is wrong with a product that has blanks is another rule's."""
    text = value.tree
    if not isinstance(text, str) or _open(text) or _is_value(text) or (key == PRODUCT and " " in text):
        return
    message = f"no label has the value {text!r}, which is too long or has other signs than A-Z a-z 0-9 - _ .: "
    fix = "Write the label as nodes have it."
    if _is_of_several(text):
        fix = "Labels are compared letter by letter: list the values under operator In of a node affinity."
    yield ManifestFault(value.place, message + _REFUSED, fix)


def _is_value(text: str) -> bool:
    return not text or is_label_value(text)


def _node_affinity(pod: Value) -> Iterator[ManifestFault]:
    affinity = pod.get("affinity", "nodeAffinity")
    if affinity is None:
        return
    terms = pod.get("affinity", *REQUIRED)
    required = pod.get("affinity", *REQUIRED[:-1])
    if required is not None and isinstance(required.tree, dict) and (terms is None or terms.tree == []):
        message = f"a required node affinity without nodeSelectorTerms: {_REFUSED}"
        yield ManifestFault(required.place, message, "Write `nodeSelectorTerms:` below it.", on_key=True)
    for term in pod.elements("affinity", *REQUIRED):
        yield from _expressions(term)
        yield from _values(term)
    for preferred in pod.elements("affinity", *PREFERRED):
        yield from _weight(preferred)
        preference = preferred.get("preference")
        if preference is not None:
            yield from _expressions(preference)


def _expressions(term: Value) -> Iterator[ManifestFault]:
    for one in term.elements("matchExpressions"):
        operator, values, key = one.get("operator"), one.get("values"), one.text("key") or "an expression"
        count = 0 if values is None else len(values.tree) if isinstance(values.tree, list) else None
        if operator is None or count is None or not isinstance(operator.tree, str):
            continue  # Which is told by itself.
        if operator.tree in _WITH_VALUES and count == 0 and not one.has("value"):
            message = f"operator {operator.tree} of {key} has no values: {_REFUSED}"
            yield ManifestFault(operator.place, message, "Write `values: [...]`, or `operator: Exists`.")
        elif values is not None and operator.tree in _WITHOUT_VALUES and count:
            message = f"operator {operator.tree} of {key} takes no values: {_REFUSED}"
            yield ManifestFault(values.place, message, "Leave the values out, or write `operator: In`.")
        elif operator.tree in _WITH_ONE and count != 1:
            at = operator if values is None else values
            message = f"operator {operator.tree} of {key} takes one value: {_REFUSED}"
            yield ManifestFault(at.place, message, "Write one whole number in quotes.")


def _values(term: Value) -> Iterator[ManifestFault]:
    for one in term.elements("matchExpressions"):
        if one.text("operator") not in _WITH_VALUES:
            continue
        for value in one.elements("values"):
            yield from _no_value(one.text("key") or "", value)


def _weight(preferred: Value) -> Iterator[ManifestFault]:
    weight = preferred.get("weight")
    number = preferred.whole_number("weight")
    if not isinstance(preferred.tree, dict) or (weight is not None and number is None):
        return
    if number is None or not 1 <= number <= _WEIGHTS:
        what = "no weight" if weight is None else f"weight {number}"
        message = f"a preference with {what}, which is from 1 to 100: {_REFUSED}"
        yield ManifestFault((weight or preferred).place, message, "Write `weight: 100`, or less.")


def _pod_affinity(pod: Value) -> Iterator[ManifestFault]:
    for kind in ("podAffinity", "podAntiAffinity"):
        for preferred in pod.elements("affinity", kind, PREFERRED[1]):
            yield from _weight(preferred)


def _spread(pod: Value) -> Iterator[ManifestFault]:
    for one in pod.elements("topologySpreadConstraints"):
        if not isinstance(one.tree, dict):
            continue  # Which is told by itself.
        number = one.whole_number("maxSkew")
        if number is not None and number < 1:
            message = f"a spread constraint has a maxSkew of 1 or more: {_REFUSED}"
            yield ManifestFault(one.place.below("maxSkew"), message, "Write `maxSkew: 1`.")


def _volumes(pod: Value) -> Iterator[ManifestFault]:
    names: set[str] = set()
    for volume in pod.elements("volumes"):
        name = volume.text("name") or ""
        if name in names and not _open(name):
            message = f"two volumes are called {name}: {_REFUSED}"
            yield ManifestFault(volume.place.below("name"), message, "Leave one out, or call it otherwise.")
        names.update((name,) if name else ())
        sources = [key for key, value in volume.entries() if key != "name" and value.tree is not None]
        if len(sources) > 1 and not any(key.startswith("$") for key in sources):
            message = f"a volume is one of {' and '.join(sources)}: {_REFUSED}"
            yield ManifestFault(volume.place.below(sources[1]), message, "Make two volumes of it.", on_key=True)
        medium = volume.get("emptyDir", "medium")
        if (
            medium is not None
            and isinstance(medium.tree, str)
            and not _open(medium.tree)
            and not _is_medium(medium.tree)
        ):
            message = (
                f"{medium.tree} is no medium of an emptyDir: the kubelet cannot mount it, and the pod does not start"
            )
            yield ManifestFault(medium.place, message, "Write `medium: Memory`.")
