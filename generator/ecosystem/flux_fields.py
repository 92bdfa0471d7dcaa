"""Fields of the objects by which Flux installs charts and applies kustomizations.

Sources: the CRDs of fluxcd/helm-controller (api/v2 and the older v2beta1, v2beta2), fluxcd/kustomize-controller,
fluxcd/source-controller.
"""

from collections.abc import Mapping
from types import MappingProxyType

from generator.ecosystem.field_levels import EACH, FieldType, Level, fields, of, words

_ROOT = fields(text="apiVersion kind", map="metadata spec status")
_TEMPLATE = fields(map="metadata spec")
_REFERENCE = fields(text="apiVersion kind name namespace")
_MAPS, _TEXTS = FieldType.MAP, FieldType.TEXT


def target_level(path: tuple[str, ...]) -> Level:
    """Return the level of a patch's target."""
    selector = fields(text="annotationSelector group kind labelSelector name namespace version")
    return Level((*path, "target"), "a patch's target", selector)


def _flux_patches(*path: str) -> tuple[Level, ...]:
    return (
        Level((*path, "patches", EACH), "an entry of patches", fields(text="patch", map="target")),
        target_level((*path, "patches", EACH)),
    )


_SECRET_OR_MAP = words(kind="Secret ConfigMap")
_SHORT = fields(text="name namespace readyExpr")
_ACTION = "disableHooks disableWait disableWaitForJobs"
_CRDS = words(crds="Skip Create CreateReplace")


def _helm_release(former_patches: str = "") -> tuple[Level, ...]:
    """Return the levels of a HelmRelease; `former_patches` are lists of patches that older versions take as well."""
    patches = "images patches"
    return (
        Level((), "a HelmRelease", _ROOT),
        Level(
            ("spec",),
            "a HelmRelease's spec",
            fields(
                text="interval postRenderStrategy releaseName serviceAccountName storageNamespace "
                "targetNamespace timeout",
                bool="persistentClient suspend",
                int="maxHistory",
                list="dependsOn healthCheckExprs postRenderers valuesFrom",
                map=(
                    "chart chartRef commonMetadata driftDetection install kubeConfig rollback test uninstall "
                    "upgrade waitStrategy"
                ),
                any="values",
            ),
            holds=of(_MAPS, "dependsOn healthCheckExprs postRenderers valuesFrom"),
            durations=("interval", "timeout"),
        ),
        Level(("spec", "chart"), "a HelmRelease's chart", _TEMPLATE),
        Level(
            ("spec", "chart", "spec"),
            "a HelmRelease's chart",
            fields(
                text="chart interval reconcileStrategy valuesFile version",
                bool="ignoreMissingValuesFiles",
                list="valuesFiles",
                map="sourceRef verify",
            ),
            holds=of(_TEXTS, "valuesFiles"),
            words=words(reconcileStrategy="ChartVersion Revision"),
            durations=("interval",),
        ),
        Level(("spec", "chart", "spec", "sourceRef"), "a chart's sourceRef", _REFERENCE),
        Level(("spec", "chartRef"), "a chartRef", _REFERENCE),
        Level(("spec", "dependsOn", EACH), "an entry of dependsOn", _SHORT),
        Level(
            ("spec", "valuesFrom", EACH),
            "an entry of valuesFrom",
            fields(text="kind name targetPath valuesKey", bool="literal optional"),
            words=_SECRET_OR_MAP,
        ),
        Level(
            ("spec", "install"),
            "a HelmRelease's install",
            fields(
                text="crds timeout",
                bool=f"{_ACTION} createNamespace disableOpenAPIValidation disableSchemaValidation disableTakeOwnership "
                "replace serverSideApply skipCRDs",
                map="remediation strategy",
            ),
            words=_CRDS,
            durations=("timeout",),
        ),
        Level(
            ("spec", "install", "remediation"),
            "a HelmRelease's install.remediation",
            fields(bool="ignoreTestFailures remediateLastFailure", int="retries"),
        ),
        Level(
            ("spec", "upgrade"),
            "a HelmRelease's upgrade",
            fields(
                text="chartNameChangeStrategy crds serverSideApply timeout",
                bool=f"{_ACTION} cleanupOnFail disableOpenAPIValidation disableSchemaValidation disableTakeOwnership "
                "force preserveValues",
                map="remediation strategy",
            ),
            words=_CRDS,
            durations=("timeout",),
        ),
        Level(
            ("spec", "upgrade", "remediation"),
            "a HelmRelease's upgrade.remediation",
            fields(text="strategy", bool="ignoreTestFailures remediateLastFailure", int="retries"),
            words=words(strategy="rollback uninstall"),
        ),
        Level(
            ("spec", "driftDetection"),
            "a HelmRelease's driftDetection",
            fields(text="mode", list="ignore"),
            words=words(mode="enabled warn disabled"),
        ),
        Level(("spec", "postRenderers", EACH), "an entry of postRenderers", fields(map="kustomize")),
        Level(
            ("spec", "postRenderers", EACH, "kustomize"),
            "a post-renderer's kustomize",
            fields(list=f"{patches} {former_patches}"),
            holds=of(_MAPS, patches),
        ),
        *_flux_patches("spec", "postRenderers", EACH, "kustomize"),
    )


_FLUX_KUSTOMIZATION = (
    Level((), "Flux's Kustomization", _ROOT),
    Level(
        ("spec",),
        "the spec of Flux's Kustomization",
        fields(
            text="deletionPolicy interval namePrefix nameSuffix path retryInterval serviceAccountName targetNamespace "
            "timeout validation",
            bool="force ignoreMissingComponents prune suspend wait",
            list="buildMetadata components dependsOn healthCheckExprs healthChecks ignore images patches "
            "patchesJson6902 patchesStrategicMerge",
            map="commonMetadata decryption kubeConfig postBuild sourceRef",
        ),
        holds={**of(_MAPS, "dependsOn healthChecks images patches"), **of(_TEXTS, "components")},
        words=words(deletionPolicy="MirrorPrune Delete WaitForTermination Orphan"),
        durations=("interval", "retryInterval", "timeout"),
    ),
    Level(
        ("spec", "sourceRef"),
        "a Kustomization's sourceRef",
        _REFERENCE,
        words=words(kind="OCIRepository GitRepository Bucket ExternalArtifact"),
    ),
    Level(("spec", "dependsOn", EACH), "an entry of dependsOn", _SHORT),
    Level(
        ("spec", "postBuild"),
        "a Kustomization's postBuild",
        fields(text="substituteStrategy", list="substituteFrom", map="substitute"),
        holds={**of(_MAPS, "substituteFrom"), **of(_TEXTS, "substitute")},
    ),
    Level(
        ("spec", "postBuild", "substituteFrom", EACH),
        "an entry of substituteFrom",
        fields(text="kind name", bool="optional"),
        words=_SECRET_OR_MAP,
    ),
    *_flux_patches("spec"),
)
_HELM_REPOSITORY = (
    Level((), "a HelmRepository", _ROOT),
    Level(
        ("spec",),
        "a HelmRepository's spec",
        fields(
            text="interval provider timeout type url",
            bool="insecure passCredentials suspend",
            map="accessFrom certSecretRef secretRef",
        ),
        words=words(type="default oci"),
        durations=("interval", "timeout"),
    ),
)
_OCI_REPOSITORY = (
    Level((), "an OCIRepository", _ROOT),
    Level(
        ("spec",),
        "an OCIRepository's spec",
        fields(
            text="ignore interval provider serviceAccountName timeout url",
            bool="insecure suspend",
            map="certSecretRef layerSelector proxySecretRef ref secretRef verify",
        ),
        durations=("interval", "timeout"),
    ),
    Level(("spec", "ref"), "an OCIRepository's ref", fields(text="digest semver semverFilter tag")),
)
_FLUX = "toolkit.fluxcd.io"
_BETA_PATCHES = "patchesJson6902 patchesStrategicMerge"
FLUX_FIELDS: Mapping[tuple[str, str], tuple[Level, ...]] = MappingProxyType(
    {
        (f"helm.{_FLUX}/v2", "HelmRelease"): _helm_release(),
        (f"helm.{_FLUX}", "HelmRelease"): _helm_release(_BETA_PATCHES),
        (f"kustomize.{_FLUX}", "Kustomization"): _FLUX_KUSTOMIZATION,
        (f"source.{_FLUX}", "HelmRepository"): _HELM_REPOSITORY,
        (f"source.{_FLUX}", "OCIRepository"): _OCI_REPOSITORY,
    }
)
"""The levels of a kind, by its API group and its name, or by the whole apiVersion where that one differs."""
