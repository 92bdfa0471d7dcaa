"""Fields of llmaz's models and of what serves them.

Sources: InftyAI/llmaz config/crd/bases of every release from v0.1.0 to v0.1.4, and of main in October 2025: a field
that one of them has is known. What the releases before had alone, v0.0.1 to v0.0.9, is a former field.
"""

from collections.abc import Mapping
from types import MappingProxyType

from generator.ecosystem.field_levels import EACH, FieldType, Level, fields, words

_FLAVORS = ("spec", "inferenceConfig", "flavors", EACH)
_ROOT = fields(text="apiVersion kind", map="metadata spec status")
_MODEL = (
    Level((), "an OpenModel", _ROOT),
    Level(
        ("spec",),
        "an OpenModel's spec",
        {**fields(text="familyName ownedBy", map="inferenceConfig source"), "createdAt": FieldType.ANY},
        needs=("familyName", "source"),
        former={"inferenceFlavors": ("v0.1.0", "Write `inferenceConfig: {flavors: [...]}`, each with limits.")},
    ),
    Level(_FLAVORS[:2], "an inferenceConfig", fields(list="flavors"), holds={"flavors": FieldType.MAP}),
    Level(
        _FLAVORS,
        "a flavor of a model",
        fields(text="name", map="limits nodeSelector params"),
        holds={"nodeSelector": FieldType.TEXT, "params": FieldType.TEXT},
        needs=("name",),
        former={"requests": ("v0.1.1", "Write limits.")},
    ),
    Level(("spec", "source"), "a model's source", fields(text="uri", map="modelHub")),
    Level(
        ("spec", "source", "modelHub"),
        "a modelHub",
        fields(text="filename modelID name revision", list="allowPatterns ignorePatterns"),
        words=words(name="Huggingface ModelScope"),
    ),
)
_ARGUMENTS = ("v0.1.0", "Write args.")
_PLAYGROUND = (
    Level((), "a Playground", _ROOT),
    Level(
        ("spec",),
        "a Playground's spec",
        fields(int="replicas", map="backendRuntimeConfig elasticConfig modelClaim modelClaims"),
        former={
            "backendConfig": ("v0.0.7", "Write backendRuntimeConfig."),
            "multiModelsClaims": ("v0.0.6", "Write modelClaims."),
        },
    ),
    Level(
        ("spec", "backendRuntimeConfig"),
        "a backendRuntimeConfig",
        {
            **fields(
                text="backendName configName version",
                list="envs",
                map="resources scaleTrigger",
                amount="sharedMemorySize",
            ),
            # A mapping before v0.1.1, a list since.
            "args": FieldType.ANY,
        },
        former={
            "name": ("v0.1.1", "Write backendName."),
            **dict.fromkeys(("argName", "argFlags"), _ARGUMENTS),
        },
    ),
    Level(
        ("spec", "elasticConfig"),
        "an elasticConfig",
        fields(int="maxReplicas minReplicas", map="scaleTrigger scaleTriggerRef"),
    ),
    Level(
        ("spec", "modelClaim"),
        "a modelClaim",
        fields(text="modelName", list="inferenceFlavors"),
        holds={"inferenceFlavors": FieldType.TEXT},
    ),
    Level(
        ("spec", "modelClaims"),
        "modelClaims",
        fields(list="inferenceFlavors models"),
        holds={"inferenceFlavors": FieldType.TEXT, "models": FieldType.MAP},
    ),
    Level(
        ("spec", "modelClaims", "models", EACH),
        "a model of modelClaims",
        fields(text="name role"),
        words=words(role="main draft"),
        needs=("name",),
    ),
)
LLMAZ_FIELDS: Mapping[tuple[str, str], tuple[Level, ...]] = MappingProxyType(
    {
        ("llmaz.io/v1alpha1", "OpenModel"): _MODEL,
        ("inference.llmaz.io/v1alpha1", "Playground"): _PLAYGROUND,
    }
)
"""The levels by the whole apiVersion and by kind."""
