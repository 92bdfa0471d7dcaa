"""Profiles by chance, made of the schema without any thought; few of them mean anything."""

import json
from pathlib import Path
from random import Random

from hypothesis import strategies as st

from generator.model.tree import Tree
from tests.support.any_profile import TEXTS, TRICKY, Node
from tests.support.recount import mapping, sequence

SCHEMA = Path(__file__).parents[2] / "schemas" / "cluster-profile.schema.json"
WORDS: dict[str, tuple[Tree, ...]] = {
    "text": TEXTS,
    "line": ("", "a b", "010"),
    "dnsLabel": ("a", "gpu-operator", "default", "kube-system", "1e3", "x" * 63),
    "dnsSubdomain": ("gpu-1", "a.b.c", "on", "1e3"),
    "labelKey": ("team", "example.com/tier", "kubernetes.io/os", "nvidia.com/mig.config"),
    "labelValue": TRICKY,
    "sharedResourceName": ("nvidia.com/gpu", "nvidia.com/mig-1g.10gb", "nvidia.com/x"),
    "quotaResourceName": ("nvidia.com/gpu", "nvidia.com/gpu.shared", "amd.com/gpu"),
    "migProfile": ("1g.10gb", "3g.40gb", "1g.10gb+me", "1g.5gb", "9g.99gb"),
    "quantity": ("100m", "1Gi", "0"),
    "memorySize": ("1GiB", "512MiB", "9999GiB"),
    "duration": ("15s", "1h"),
    "imageRepository": ("registry.example.com/x", "nvcr.io/nvidia"),
    "imageName": ("driver", "cloud-native/x"),
    "imageTag": ("v1.2.3", "1e3", "main"),
    "absolutePath": ("/usr/local", "/run/x.sock"),
    "environmentName": ("A", "LOG_LEVEL"),
    "gpuModel": ("H100-SXM5-80GB", "A100-SXM4-80GB", "RTX 3090", "A30", "L4", "L40S", "T4", "H100", "GTX 1070"),
    "kubernetes": ("1.35", 1.34, "1.29", "1.30"),
    "version": ("v26.7.0", "26.3.3", "v0.20.0"),
    "repository": ("https://charts.example.com", "oci://registry.example.com/x"),
    "name": ("pool", "a", "b", "c", "d", "1e3"),
    "driver": ("host", "operator"),
    "toolkit": ("host", "operator"),
    "mig": ("all-1g.10gb", "all-balanced", "all-disabled", "all-1g.5gb", "all-9g.99gb"),
    "devices": ("all",),
}
"""Words by the schema's definition or, for places with a pattern of their own, by the field."""
LIKELY = ("driver", "nodes", "timeSlicing")
"""Fields without which profiles mostly end at the same early error."""
JUNK: tuple[Tree, ...] = (None, "", -1, 0, True, 1.5, [], {}, "nonsense", ["x"], {"x": "y"}, 10**30)


class Schema:
    """Draws what a schema describes, out of `WORDS`, and now and then something else."""

    def __init__(self, root: Node, chance: Random) -> None:
        """Keep the definitions and the source of chance."""
        self._definitions = mapping(root["$defs"])
        self._chance = chance

    def _one_in(self, number: int) -> bool:
        return self._chance.randrange(number) == 0

    def value(self, schema: Node, field: str) -> Tree:
        """Return a value for a field; one in 150 is junk."""
        if self._one_in(150):
            return self._chance.choice(JUNK)
        while "$ref" in schema:
            name = str(schema["$ref"]).rpartition("/")[2]
            if name in WORDS:
                return self._chance.choice(WORDS[name])
            schema = mapping(self._definitions[name])
        options = schema.get("enum", [schema["const"]] if "const" in schema else None)
        if options is not None:
            return self._chance.choice(sequence(options))
        return self._of_type(schema, field)

    def _of_type(self, schema: Node, field: str) -> Tree:
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        kind = self._chance.choice([str(one) for one in kinds])
        if kind == "object":
            return self._object(schema)
        if kind == "array":
            return [self.value(mapping(schema["items"]), field) for _ in range(self._chance.randint(1, 2))]
        if kind == "boolean":
            return self._chance.random() < 0.5
        if kind == "integer":
            return self._chance.randint(0, 12)
        return self._chance.choice(WORDS.get(field, WORDS["labelValue"]))

    def _object(self, schema: Node) -> Node:
        found: Node = {}
        required = sequence(schema.get("required", []))
        for key, below in mapping(schema.get("properties", {})).items():
            likely = key in required or key in LIKELY
            if not self._one_in(50) if likely else self._one_in(6):
                found[key] = self.value(mapping(below), key)
        more = schema.get("additionalProperties")
        if isinstance(more, dict):
            keys = WORDS[str(mapping(schema["propertyNames"])["$ref"]).rpartition("/")[2]]
            found[str(self._chance.choice(keys))] = self.value(more, "")
        if "oneOf" in schema and not found.keys() & {"replicas", "resources"}:
            found["replicas"] = self._chance.randint(1, 60)
        return found


def noise() -> st.SearchStrategy[Tree]:
    """Return what the schema's words come to; each example owes nothing to the one before, and none is shrunk."""
    schema = mapping(json.loads(SCHEMA.read_text(encoding="utf-8")))
    return st.integers(0, 2**32).map(lambda seed: Schema(schema, Random(seed)).value(schema, ""))  # noqa: S311
