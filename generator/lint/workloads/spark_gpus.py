"""GPUs that an application of Spark asks for in a form that the API server or Spark refuses."""

import re
from collections.abc import Iterator

from generator.lint.workloads._spark import Application, spark_applications
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_ROLES = ("driver", "executor")
_CONF = "sparkConf"
_FROM_ELSEWHERE = "sparkConfigMap"
"""What may hold further settings."""
_NONE = re.compile(r"\s*0*\s*")
_is_amount = re.compile(r"spark\.(?:driver|executor)\.resource\.gpu\.amount").fullmatch

_DOMAINS = {"nvidia": "nvidia.com", "amd": "amd.com"}


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for one in spark_applications(manifests):
        # The rest may stand in what a patch is laid over, or in a patch.
        is_whole = not manifests.may_change(one.whole)
        for role in _ROLES:
            gpu = one.spec.get(role, "gpu")
            if gpu is not None and isinstance(gpu.tree, dict):
                yield from _of_field(gpu, is_whole)
        yield from _of_settings(one, is_whole)


def _of_field(gpu: Value, is_whole: bool) -> Iterator[ManifestFault]:
    """Find what the operator's own types refuse: of the number's amount another rule tells."""
    missing = [key for key in ("name", "quantity") if not gpu.has(key)]
    if missing and is_whole:
        message = f"the gpu of Spark has no {' and no '.join(missing)}: the API server refuses it"
        yield ManifestFault(gpu.place, message, "Write `gpu: {name: nvidia.com/gpu, quantity: 1}`.", on_key=True)
    quantity = gpu.get("quantity")
    if quantity is not None and isinstance(quantity.tree, str) and not is_filled_in_later(quantity.tree):
        message = f"quantity of Spark's gpu is {quantity.tree} in quotes, where a number must be"
        yield ManifestFault(
            quantity.place, f"{message}: the API server refuses it", f"Write `quantity: {quantity.tree}`.", quoted=True
        )


def _of_settings(one: Application, is_whole: bool) -> Iterator[ManifestFault]:
    settings = dict(one.spec.entries(_CONF))
    for key, amount in settings.items():
        if not _is_amount(key) or amount.tree is None or _NONE.fullmatch(str(amount.tree)):
            continue
        name = f"{key.removesuffix('.amount')}.vendor"
        vendor = settings.get(name)
        if vendor is None and is_whole and not one.spec.has(_FROM_ELSEWHERE):
            message = f"{key} without {name}: Spark ends with `gpu was requested, but vendor was not specified`"
            # An image may bring settings of its own.
            yield ManifestFault(
                amount.place, message, f"Add `{name}: nvidia.com`.", on_key=True, severity=Severity.WARNING
            )
        text = "" if vendor is None else vendor.text() or ""
        if vendor is not None and text and not is_filled_in_later(text):
            yield from _of_vendor(vendor, text)


def _of_vendor(vendor: Value, text: str) -> Iterator[ManifestFault]:
    resource = f"{text}/gpu"
    if "/" in text:
        message = f"Spark asks for {resource}, a name with two slashes: the API server refuses its pods"
    elif "." not in text:
        message = f"Spark asks for {resource}, which nobody advertises: its pods stay pending"
    else:
        return
    maker = text.lower().partition("/")[0].partition(".")[0]
    fix = f"Write the domain alone, `{_DOMAINS[maker]}`." if maker in _DOMAINS else "Write the domain alone."
    yield ManifestFault(vendor.place, message, fix)


RULE = ManifestRule(
    "WRK247",
    "GPUs of Spark that nobody gives",
    Severity.ERROR,
    why="Spark makes the name of the resource of a vendor, which is the domain, and of the word behind `resource`, so "
    "that nvidia.com and gpu are nvidia.com/gpu; without a vendor it stops. The operator's own field `gpu` has a name "
    "and a number, and the API server takes neither without the other.",
    fix="Write `gpu: {name: nvidia.com/gpu, quantity: 1}`, or the amount and `vendor: nvidia.com` of Spark's settings.",
    source="apache/spark resource-managers/kubernetes/core KubernetesUtils.scala (buildResourcesQuantities) and "
    "BasicExecutorFeatureStep.scala (buildExecutorResourcesQuantities); kubeflow/spark-operator config/crd/bases "
    "(gpu: name and quantity are required, quantity is an integer)",
    bad="""\
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: etl}
spec:
  type: Python
  mode: cluster
  image: apache/spark-py
  mainApplicationFile: local:///x.py
  sparkVersion: 3.5.0
  sparkConf:
    spark.executor.resource.gpu.amount: "1"
    spark.executor.resource.gpu.vendor: nvidia  # <- here
  driver:
    gpu:
      name: nvidia.com/gpu
      quantity: "1"  # <- here
  executor: {instances: 1}
""",
    good="""\
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: etl}
spec:
  type: Python
  mode: cluster
  image: apache/spark-py
  mainApplicationFile: local:///x.py
  sparkVersion: 3.5.0
  sparkConf:
    spark.executor.resource.gpu.amount: "1"
    spark.executor.resource.gpu.vendor: nvidia.com
  driver:
    gpu:
      name: nvidia.com/gpu
      quantity: 1
  executor: {instances: 1}
""",
    check=_check,
)
