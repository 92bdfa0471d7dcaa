"""Where the objects of Spark's operator say what Spark is to run with."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.lint.common.objects import every_object
from generator.model.manifest import Manifests
from generator.model.manifest_value import Value

_GROUP = "sparkoperator.k8s.io"
_SPECS = {"SparkApplication": ("spec",), "ScheduledSparkApplication": ("spec", "template")}
"""The way to the application's spec, by kind; source: kubeflow/spark-operator api/v1beta2."""


class Application(NamedTuple):
    """An application's spec, and the object that holds it."""

    spec: Value
    whole: Value


def spark_applications(manifests: Manifests) -> Iterator[Application]:
    """Return every application that asks for GPUs, each once."""
    found = [*every_object(manifests), *(one.value for one in manifests.objects)]
    for whole in {one.place.plain: one for one in found}.values():
        way = _SPECS.get(whole.text("kind") or "")
        of_group = (whole.text("apiVersion") or "").startswith(f"{_GROUP}/")
        spec = whole.get(*way) if way is not None and of_group else None
        if spec is not None:
            yield Application(spec, whole)
