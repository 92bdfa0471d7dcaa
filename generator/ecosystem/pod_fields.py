"""Fields of a pod's spec and of what stands below it, level by level, wherever an object has one.

Source: kubernetes/api core/v1/types.go, of any Kubernetes from 1.25 to 1.37; the words that a field takes:
kubernetes/kubernetes pkg/apis/core/validation/validation.go.
"""

from collections.abc import Iterator
from types import MappingProxyType

from generator.ecosystem.field_levels import EACH, Level, fields, words

_POD_SPEC = fields(
    text=(
        "dnsPolicy hostname hostnameOverride nodeName preemptionPolicy priorityClassName restartPolicy "
        "runtimeClassName schedulerName serviceAccount serviceAccountName subdomain"
    ),
    bool=(
        "automountServiceAccountToken enableServiceLinks hostIPC hostNetwork hostPID hostUsers "
        "setHostnameAsFQDN shareProcessNamespace"
    ),
    int="activeDeadlineSeconds priority terminationGracePeriodSeconds",
    list=(
        "containers ephemeralContainers evictionResponders hostAliases imagePullSecrets initContainers "
        "readinessGates resourceClaims schedulingGates tolerations topologySpreadConstraints volumes"
    ),
    map="affinity dnsConfig nodeSelector os overhead resources schedulingGroup securityContext workloadRef",
)
_CONTAINER = fields(
    text="image imagePullPolicy name restartPolicy terminationMessagePath terminationMessagePolicy workingDir",
    bool="stdin stdinOnce tty",
    list="args command env envFrom ports resizePolicy restartPolicyRules volumeDevices volumeMounts",
    map="lifecycle livenessProbe readinessProbe resources securityContext startupProbe",
)
_PROBE = fields(
    int=(
        "failureThreshold initialDelaySeconds periodSeconds successThreshold terminationGracePeriodSeconds "
        "timeoutSeconds"
    ),
    map="exec grpc httpGet tcpSocket",
)
_EXPRESSION = fields(list="values", text="key operator")
_OPERATORS = words(operator="In NotIn Exists DoesNotExist Gt Lt")
_TERM = fields(list="matchExpressions matchFields")
_POD_TERM = fields(
    list="matchLabelKeys mismatchLabelKeys namespaces", map="labelSelector namespaceSelector", text="topologyKey"
)
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
_HOST_PATHS = ("Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket", "CharDevice", "BlockDevice", "")


def pod_levels(*path: str) -> tuple[Level, ...]:
    """Return the levels of a pod's spec that stands at a path."""
    return (
        Level(
            path,
            "a pod's spec",
            _POD_SPEC,
            words=words(
                dnsPolicy="ClusterFirst ClusterFirstWithHostNet Default None",
                preemptionPolicy="PreemptLowerPriority Never",
            ),
        ),
        *(level for kind in ("containers", "initContainers") for level in _container((*path, kind, EACH))),
        *_security(path),
        Level(
            (*path, "tolerations", EACH),
            "a toleration",
            fields(int="tolerationSeconds", text="effect key operator value"),
        ),
        Level(
            (*path, "topologySpreadConstraints", EACH),
            "a spread constraint",
            fields(
                int="maxSkew minDomains",
                list="matchLabelKeys",
                map="labelSelector",
                text="nodeAffinityPolicy nodeTaintsPolicy topologyKey whenUnsatisfiable",
            ),
            words=words(
                whenUnsatisfiable="DoNotSchedule ScheduleAnyway",
                nodeAffinityPolicy="Honor Ignore",
                nodeTaintsPolicy="Honor Ignore",
            ),
        ),
        *_affinity((*path, "affinity")),
        *_volumes((*path, "volumes", EACH)),
    )


def _container(path: tuple[str, ...]) -> Iterator[Level]:
    yield Level(
        path,
        "a container",
        _CONTAINER,
        words=words(imagePullPolicy="Always IfNotPresent Never", terminationMessagePolicy="File FallbackToLogsOnError"),
    )
    yield Level((*path, "resources"), "a container's resources", fields(list="claims", map="limits requests"))
    yield Level(
        (*path, "securityContext"),
        "a container's securityContext",
        fields(
            bool="allowPrivilegeEscalation privileged readOnlyRootFilesystem runAsNonRoot",
            int="runAsGroup runAsUser",
            map="appArmorProfile capabilities seLinuxOptions seccompProfile windowsOptions",
            text="procMount",
        ),
        words=words(procMount="Default Unmasked"),
    )
    yield Level((*path, "securityContext", "capabilities"), "capabilities", fields(list="add drop"))
    yield Level((*path, "env", EACH), "a variable", fields(map="valueFrom", text="name value"))
    yield Level(
        (*path, "env", EACH, "valueFrom"),
        "valueFrom",
        fields(map="configMapKeyRef fieldRef fileKeyRef resourceFieldRef secretKeyRef"),
    )
    yield Level((*path, "envFrom", EACH), "an entry of envFrom", fields(map="configMapRef secretRef", text="prefix"))
    yield Level(
        (*path, "ports", EACH),
        "a container's port",
        fields(int="containerPort hostPort", text="hostIP name protocol"),
        words=words(protocol="TCP UDP SCTP"),
    )
    yield Level(
        (*path, "volumeMounts", EACH),
        "a mount",
        fields(
            bool="readOnly",
            list="bindMountOptions",
            text="mountPath mountPropagation name recursiveReadOnly subPath subPathExpr",
        ),
        words=words(
            mountPropagation="None HostToContainer Bidirectional", recursiveReadOnly="Disabled IfPossible Enabled"
        ),
    )
    for probe in ("livenessProbe", "readinessProbe", "startupProbe"):
        yield Level((*path, probe), f"a {probe}", _PROBE)
        yield Level(
            (*path, probe, "httpGet"),
            "httpGet",
            fields(any="port", list="httpHeaders", text="host path scheme protocol"),
            words=words(scheme="HTTP HTTPS"),
        )


def _security(path: tuple[str, ...]) -> Iterator[Level]:
    yield Level(
        (*path, "securityContext"),
        "a pod's securityContext",
        fields(
            bool="runAsNonRoot",
            int="fsGroup runAsGroup runAsUser",
            list="supplementalGroups sysctls",
            map="appArmorProfile seLinuxOptions seccompProfile windowsOptions",
            text="fsGroupChangePolicy seLinuxChangePolicy supplementalGroupsPolicy",
        ),
        words=words(fsGroupChangePolicy="OnRootMismatch Always", supplementalGroupsPolicy="Merge Strict"),
    )


def _affinity(path: tuple[str, ...]) -> Iterator[Level]:
    yield Level(path, "an affinity", fields(map="nodeAffinity podAffinity podAntiAffinity"))
    nodes = (*path, "nodeAffinity")
    yield Level(nodes, "a nodeAffinity", fields(list=_PREFERRED, map=_REQUIRED))
    yield Level((*nodes, _REQUIRED), "a required node affinity", fields(list="nodeSelectorTerms"))
    yield Level((*nodes, _PREFERRED, EACH), "a preferred node affinity", fields(int="weight", map="preference"))
    for term in ((*nodes, _REQUIRED, "nodeSelectorTerms", EACH), (*nodes, _PREFERRED, EACH, "preference")):
        yield Level(term, "a term of a node affinity", _TERM)
        yield Level(
            (*term, "matchExpressions", EACH), "an expression of a node affinity", _EXPRESSION, words=_OPERATORS
        )
    for name in ("podAffinity", "podAntiAffinity"):
        yield Level((*path, name), f"a {name}", fields(list=f"{_PREFERRED} {_REQUIRED}"))
        yield Level((*path, name, _REQUIRED, EACH), f"a term of a {name}", _POD_TERM)
        preferred = (*path, name, _PREFERRED, EACH)
        yield Level(preferred, f"a preferred {name}", fields(int="weight", map="podAffinityTerm"))
        yield Level((*preferred, "podAffinityTerm"), f"a term of a {name}", _POD_TERM)


def _volumes(path: tuple[str, ...]) -> Iterator[Level]:
    yield Level(
        path,
        "a volume",
        fields(
            map=(
                "awsElasticBlockStore azureDisk azureFile cephfs cinder configMap csi downwardAPI emptyDir ephemeral "
                "fc flexVolume flocker gcePersistentDisk gitRepo glusterfs hostPath image iscsi nfs "
                "persistentVolumeClaim photonPersistentDisk portworxVolume projected quobyte rbd scaleIO secret "
                "storageos vsphereVolume"
            ),
            text="name",
        ),
    )
    yield Level((*path, "emptyDir"), "an emptyDir", fields(any="sizeLimit", int="mode", text="medium"))
    yield Level(
        (*path, "hostPath"),
        "a hostPath",
        fields(text="path type"),
        words=MappingProxyType({"type": _HOST_PATHS}),
    )
    yield Level((*path, "persistentVolumeClaim"), "a volume's claim", fields(bool="readOnly", text="claimName"))


PODS_OWN = frozenset(
    (
        *("affinity", "hostIPC", "hostNetwork", "hostPID", "nodeName", "nodeSelector", "priorityClassName"),
        *("runtimeClassName", "schedulerName", "tolerations"),
    )
)
"""Fields of a pod's spec, for where it runs and by what, that nothing below it has."""
CONTAINERS_OWN = frozenset(
    ("allowPrivilegeEscalation", "capabilities", "privileged", "procMount", "readOnlyRootFilesystem")
)
"""Fields of a container's securityContext that a pod's has not."""
