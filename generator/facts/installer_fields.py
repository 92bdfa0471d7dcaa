"""Fields of the objects by which Flux, Argo CD, K3s and others install charts, and of kustomizations.

Sources: the CRDs of fluxcd/helm-controller (api/v2 and the older v2beta1, v2beta2), fluxcd/kustomize-controller,
fluxcd/source-controller, argoproj/argo-cd (manifests/crds), k3s-io/helm-controller (pkg/apis/helm.cattle.io/v1);
kubernetes-sigs/kustomize api/types (Kustomization, HelmChart, ConfigMapArgs, GeneratorOptions, Patch, Label, Image).
"""

from collections.abc import Mapping
from types import MappingProxyType

from generator.facts.field_levels import EACH, FieldType, Level, fields, words

KUSTOMIZE = "kustomize"
_ROOT = fields(text="apiVersion kind", map="metadata spec status")
_TEMPLATE = fields(map="metadata spec")
_REFERENCE = fields(text="apiVersion kind name namespace")
_MAPS, _TEXTS = FieldType.MAP, FieldType.TEXT


def _of(kind: FieldType, names: str) -> Mapping[str, FieldType]:
    return dict.fromkeys(names.split(), kind)


def _target(path: tuple[str, ...]) -> Level:
    selector = fields(text="annotationSelector group kind labelSelector name namespace version")
    return Level((*path, "target"), "a patch's target", selector)


def _flux_patches(*path: str) -> tuple[Level, ...]:
    return (
        Level((*path, "patches", EACH), "an entry of patches", fields(text="patch", map="target")),
        _target((*path, "patches", EACH)),
    )


_IMAGE = fields(text="digest name newName newTag")
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
            holds=_of(_MAPS, "dependsOn healthCheckExprs postRenderers valuesFrom"),
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
            holds=_of(_TEXTS, "valuesFiles"),
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
            holds=_of(_MAPS, patches),
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
        holds={**_of(_MAPS, "dependsOn healthChecks images patches"), **_of(_TEXTS, "components")},
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
        holds={**_of(_MAPS, "substituteFrom"), **_of(_TEXTS, "substitute")},
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
_HELM = fields(
    text="kubeVersion namespace releaseName values version",
    bool="ignoreMissingValueFiles passCredentials skipCrds skipSchemaValidation skipTests",
    list="apiVersions fileParameters parameters valueFiles",
    map="valuesObject",
)
_ARGO_SOURCE = fields(
    text="chart name path ref repoURL tagPrefix targetRevision", map="directory helm kustomize plugin"
)


def _source(*path: str) -> tuple[Level, ...]:
    return (
        Level(path, "an Application's source", _ARGO_SOURCE),
        Level(
            (*path, "helm"),
            "a source's helm",
            _HELM,
            holds={**_of(_MAPS, "fileParameters parameters"), **_of(_TEXTS, "valueFiles")},
        ),
        Level((*path, "helm", "parameters", EACH), "a parameter", fields(text="name value", bool="forceString")),
    )


def _application(*path: str) -> tuple[Level, ...]:
    """Return the levels of an Application's spec that stands at a path."""
    return (
        Level(
            path,
            "an Application's spec",
            fields(
                text="project",
                int="revisionHistoryLimit",
                list="ignoreDifferences info sources",
                map="destination source sourceHydrator syncPolicy",
            ),
            holds=_of(_MAPS, "ignoreDifferences info sources"),
        ),
        Level((*path, "destination"), "an Application's destination", fields(text="name namespace server")),
        *_source(*path, "source"),
        *_source(*path, "sources", EACH),
        Level(
            (*path, "syncPolicy"),
            "a syncPolicy",
            fields(list="syncOptions", map="automated managedNamespaceMetadata retry"),
            holds=_of(_TEXTS, "syncOptions"),
        ),
        Level(
            (*path, "syncPolicy", "automated"),
            "a syncPolicy's automated",
            fields(bool="allowEmpty enabled prune selfHeal"),
        ),
        Level(
            (*path, "syncPolicy", "managedNamespaceMetadata"),
            "a syncPolicy's managedNamespaceMetadata",
            fields(map="annotations labels"),
            holds=_of(_TEXTS, "annotations labels"),
        ),
        Level(
            (*path, "syncPolicy", "retry"), "a syncPolicy's retry", fields(bool="refresh", int="limit", map="backoff")
        ),
        Level(
            (*path, "ignoreDifferences", EACH),
            "an entry of ignoreDifferences",
            fields(text="group kind name namespace", list="jqPathExpressions jsonPointers managedFieldsManagers"),
            holds=_of(_TEXTS, "jqPathExpressions jsonPointers managedFieldsManagers"),
        ),
    )


_GENERATED = fields(bool="disableNameSuffixHash immutable", map="annotations labels")
_KUSTOMIZATION = (
    Level(
        (),
        "a kustomization",
        fields(
            text="apiVersion kind namePrefix nameSuffix namespace",
            list=(
                "bases buildMetadata components configMapGenerator configurations crds generators "
                "helmChartInflationGenerator helmCharts imageTags images labels patches patchesJson6902 "
                "patchesStrategicMerge replacements replicas resources secretGenerator transformers validators vars"
            ),
            map="commonAnnotations commonLabels generatorOptions helmGlobals metadata openapi sortOptions",
        ),
        holds={
            **_of(_MAPS, "configMapGenerator helmCharts images labels patchesJson6902 replicas secretGenerator"),
            **_of(_TEXTS, "bases commonAnnotations commonLabels components patchesStrategicMerge resources"),
        },
    ),
    Level(
        ("helmCharts", EACH),
        "an entry of helmCharts",
        fields(
            text="kubeVersion name nameTemplate namespace releaseName repo valuesFile valuesMerge version",
            bool="debug devel includeCRDs skipHooks skipTests",
            list="additionalValuesFiles apiVersions",
            map="valuesInline",
        ),
        holds=_of(_TEXTS, "additionalValuesFiles"),
        words=words(valuesMerge="merge override replace"),
    ),
    Level(
        ("configMapGenerator", EACH),
        "an entry of configMapGenerator",
        fields(text="behavior env name namespace", list="envs files literals", map="options"),
        holds=_of(_TEXTS, "envs files literals"),
        words=words(behavior="create replace merge unspecified"),
    ),
    Level(("configMapGenerator", EACH, "options"), "the options of a configMapGenerator", _GENERATED),
    Level(("generatorOptions",), "generatorOptions", _GENERATED),
    Level(("patches", EACH), "an entry of patches", fields(text="patch path", map="options target")),
    _target(("patches", EACH)),
    Level(
        ("labels", EACH),
        "an entry of labels",
        fields(bool="includeSelectors includeTemplates includeVolumeClaimTemplates", list="fields", map="pairs"),
        holds=_of(_TEXTS, "pairs"),
    ),
    Level(("images", EACH), "an entry of images", {**_IMAGE, **fields(text="tagSuffix")}),
)
_CHART_CONFIG = fields(
    text="failurePolicy serverSide valuesContent", bool="forceConflicts", list="valuesSecrets", any="values"
)
_HELM_CHART = (
    Level((), "a HelmChart", _ROOT),
    Level(
        ("spec",),
        "a HelmChart's spec",
        {
            **_CHART_CONFIG,
            **fields(
                text="chart chartContent driver helmVersion jobImage repo repoCA targetNamespace timeout version",
                bool="authPassCredentials bootstrap createNamespace insecureSkipTLSVerify plainHTTP takeOwnership",
                int="backOffLimit",
                map="authSecret dockerRegistrySecret podSecurityContext repoCAConfigMap securityContext set",
            ),
        },
    ),
)
_FLUX = "toolkit.fluxcd.io"
_BETA_PATCHES = "patchesJson6902 patchesStrategicMerge"
INSTALLER_FIELDS: Mapping[tuple[str, str], tuple[Level, ...]] = MappingProxyType(
    {
        (f"helm.{_FLUX}/v2", "HelmRelease"): _helm_release(),
        (f"helm.{_FLUX}", "HelmRelease"): _helm_release(_BETA_PATCHES),
        (f"kustomize.{_FLUX}", "Kustomization"): _FLUX_KUSTOMIZATION,
        (f"source.{_FLUX}", "HelmRepository"): _HELM_REPOSITORY,
        (f"source.{_FLUX}", "OCIRepository"): _OCI_REPOSITORY,
        ("argoproj.io", "Application"): (
            Level((), "an Application", {**_ROOT, **fields(map="operation")}),
            *_application("spec"),
        ),
        ("argoproj.io", "ApplicationSet"): (
            Level(("spec", "template"), "an ApplicationSet's template", _TEMPLATE),
            *_application("spec", "template", "spec"),
        ),
        ("helm.cattle.io", "HelmChart"): _HELM_CHART,
        ("helm.cattle.io", "HelmChartConfig"): (
            Level((), "a HelmChartConfig", _ROOT),
            Level(("spec",), "a HelmChartConfig's spec", _CHART_CONFIG),
        ),
        ("kustomize.config.k8s.io", "Kustomization"): tuple(
            level._replace(reader=KUSTOMIZE) for level in _KUSTOMIZATION
        ),
    }
)
"""The levels of a kind, by its API group and its name, or by the whole apiVersion where that one differs."""
