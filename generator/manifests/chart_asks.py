"""Charts and kinds of others that name a number of GPUs in their own words, of which a container's limits are made.

Sources: vllm-project/production-stack helm/templates/_helpers.tpl (chart.resources: `requestGPU` of the resource
`requestGPUType`); otwld/ollama-helm templates/deployment.yaml (`ollama.gpu`; the names of `mig.devices` are put behind
`nvidia.com/mig-`); kubeflow/spark-operator api/v1beta2/sparkapplication_types.go (GPUSpec).
"""

from collections.abc import Iterator

from generator.model.manifest_objects import Amount
from generator.model.manifest_value import Value

GPU = "nvidia.com/gpu"


def chart_asks(values: Value) -> Iterator[tuple[Value, tuple[Amount, ...]]]:
    """Return the blocks of values that ask for GPUs in a chart's own words, each with what its container gets."""
    for model in values.elements("servingEngineSpec", "modelSpec"):
        count = model.get("requestGPU")
        if count is not None:
            yield model, (Amount(model.text("requestGPUType") or GPU, count),)
    spark = values.get("gpu")
    quantity = None if spark is None else spark.get("quantity")
    if spark is not None and quantity is not None and spark.text("name"):
        yield spark, (Amount(spark.text("name") or GPU, quantity),)
    block = values.get("ollama", "gpu")
    if block is not None and _is_on(block) and block.text("type") in (None, "nvidia"):
        yield block, tuple(_of_ollama(block))


def _of_ollama(block: Value) -> Iterator[Amount]:
    mig = block.get("mig")
    if mig is not None and _is_on(mig):
        yield from (Amount(f"nvidia.com/mig-{name}", count) for name, count in mig.entries("devices"))
        return
    name = block.get("nvidiaResource")
    count = block.get("number")
    resource = name.tree if name is not None and isinstance(name.tree, str) else GPU
    if count is None and name is not None:
        count = Value(1, name.place)
    if count is not None:
        yield Amount(resource, count)


def _is_on(block: Value) -> bool:
    switch = block.get("enabled")
    return switch is not None and switch.tree not in (False, "", 0)
