"""Fields of the objects by which Argo CD, K3s, Cluster API and Sveltos install charts, and of kustomizations.

Sources: k0sproject/k0s pkg/apis/k0s/v1beta1/extensions.go (Chart: its values are text, and the configuration is read
strictly) and pkg/apis/helm/v1beta1/chart_types.go; the CRDs of argoproj/argo-cd (manifests/crds),
kubernetes-sigs/cluster-api-addon-provider-helm and projectsveltos/addon-controller (config/crd/bases),
k3s-io/helm-controller (pkg/apis/helm.cattle.io/v1); kubernetes-sigs/kustomize api/types (Kustomization, HelmChart,
ConfigMapArgs, GeneratorOptions, Patch, Label, Image).
"""

from collections.abc import Mapping
from types import MappingProxyType

from generator.ecosystem.field_levels import EACH, FieldType, Level, fields, of, words
from generator.ecosystem.flux_fields import FLUX_FIELDS, target_level

KUSTOMIZE = "kustomize"
_ROOT = fields(text="apiVersion kind", map="metadata spec status")
_TEMPLATE = fields(map="metadata spec")
_MAPS, _TEXTS = FieldType.MAP, FieldType.TEXT
_IMAGE = fields(text="digest name newName newTag")
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
            holds={**of(_MAPS, "fileParameters parameters"), **of(_TEXTS, "valueFiles")},
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
            holds=of(_MAPS, "ignoreDifferences info sources"),
        ),
        Level((*path, "destination"), "an Application's destination", fields(text="name namespace server")),
        *_source(*path, "source"),
        *_source(*path, "sources", EACH),
        Level(
            (*path, "syncPolicy"),
            "a syncPolicy",
            fields(list="syncOptions", map="automated managedNamespaceMetadata retry"),
            holds=of(_TEXTS, "syncOptions"),
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
            holds=of(_TEXTS, "annotations labels"),
        ),
        Level(
            (*path, "syncPolicy", "retry"), "a syncPolicy's retry", fields(bool="refresh", int="limit", map="backoff")
        ),
        Level(
            (*path, "ignoreDifferences", EACH),
            "an entry of ignoreDifferences",
            fields(text="group kind name namespace", list="jqPathExpressions jsonPointers managedFieldsManagers"),
            holds=of(_TEXTS, "jqPathExpressions jsonPointers managedFieldsManagers"),
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
            **of(_MAPS, "configMapGenerator helmCharts images labels patchesJson6902 replicas secretGenerator"),
            **of(_TEXTS, "bases commonAnnotations commonLabels components patchesStrategicMerge resources"),
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
        holds=of(_TEXTS, "additionalValuesFiles"),
        words=words(valuesMerge="merge override replace"),
    ),
    Level(
        ("configMapGenerator", EACH),
        "an entry of configMapGenerator",
        fields(text="behavior env name namespace", list="envs files literals", map="options"),
        holds=of(_TEXTS, "envs files literals"),
    ),
    Level(("configMapGenerator", EACH, "options"), "the options of a configMapGenerator", _GENERATED),
    Level(("generatorOptions",), "generatorOptions", _GENERATED),
    Level(("patches", EACH), "an entry of patches", fields(text="patch path", map="options target")),
    target_level(("patches", EACH)),
    Level(
        ("labels", EACH),
        "an entry of labels",
        fields(bool="includeSelectors includeTemplates includeVolumeClaimTemplates", list="fields", map="pairs"),
        holds=of(_TEXTS, "pairs"),
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
_PROXY = (
    Level(
        ("spec",),
        "a HelmChartProxy's spec",
        fields(
            text="chartName namespace reconcileStrategy releaseName repoURL valuesTemplate version",
            map="clusterSelector credentials options tlsConfig",
        ),
        words=words(reconcileStrategy="InstallOnce Continuous"),
    ),
)
_PROFILE = (
    Level(
        ("spec", "helmCharts", EACH),
        "an entry of helmCharts",
        fields(
            text="chartName chartVersion helmChartAction releaseName releaseNamespace repositoryName repositoryURL "
            "values",
            list="valuesFrom",
            map="options provenanceVerification registryCredentialsConfig signatureVerification",
        ),
        words=words(helmChartAction="Install Uninstall"),
    ),
)
_K0S_CHART = fields(
    text="chartname name namespace values version", bool="forceUpgrade", int="concurrencyLevel order", any="timeout"
)


def _k0s(*path: str) -> tuple[Level, ...]:
    at = (*path, "extensions", "helm", "charts", EACH)
    return (Level(at, "an entry of charts", _K0S_CHART, reader="k0s", is_open=True),)


INSTALLER_FIELDS: Mapping[tuple[str, str], tuple[Level, ...]] = MappingProxyType(
    {
        **FLUX_FIELDS,
        ("addons.cluster.x-k8s.io", "HelmChartProxy"): _PROXY,
        ("config.projectsveltos.io", "ClusterProfile"): _PROFILE,
        ("config.projectsveltos.io", "Profile"): _PROFILE,
        ("argoproj.io", "Application"): (
            Level((), "an Application", {**_ROOT, **fields(map="operation")}),
            *_application("spec"),
        ),
        ("argoproj.io", "ApplicationSet"): (
            Level(("spec", "template"), "an ApplicationSet's template", _TEMPLATE),
            *_application("spec", "template", "spec"),
        ),
        ("helm.cattle.io", "HelmChart"): _HELM_CHART,
        ("helm.k0sproject.io", "Chart"): (
            Level(("spec",), "a Chart's spec", fields(text="chartName namespace releaseName values"), is_open=True),
        ),
        ("k0s.k0sproject.io", "ClusterConfig"): _k0s("spec"),
        ("k0sctl.k0sproject.io", "Cluster"): _k0s("spec", "k0s", "config", "spec"),
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
