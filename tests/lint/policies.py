"""The operator's custom resources, for tests of rules on them."""

REQUIRED = (
    "daemonsets",
    "dcgm",
    "dcgmExporter",
    "devicePlugin",
    "driver",
    "gfd",
    "nodeStatusExporter",
    "operator",
    "toolkit",
)


def policy(spec: str, name: str = "cluster-policy") -> str:
    """Return a ClusterPolicy whose spec begins on line 5."""
    lines = "".join(f"  {line}\n" for line in spec.splitlines())
    return f"apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {{name: {name}}}\nspec:\n{lines}"


def whole(*without: str) -> str:
    """Return a spec with every required field save some, a line each."""
    return "\n".join(f"{name}: {{}}" for name in REQUIRED if name not in without)
