"""Configurations put into ConfigMaps, the way most people have them."""

from tests.lint.examples import told

FIRST = 6
"""The line on which a configuration starts."""


def plugin(text: str, key: str = "any") -> str:
    """Return a ConfigMap of the device plugin with one entry, whose text starts on line `FIRST`."""
    return _config_map("nvidia-plugin", key, text)


def mig(text: str, key: str = "config.yaml") -> str:
    """Return a ConfigMap of mig-parted, whose text starts on line `FIRST`."""
    return _config_map("nvidia-mig", key, text)


def sliced(*entries: str, options: str = "") -> str:
    """Return a configuration that time-slices; entries are flow mappings without braces, one on each line from 4."""
    lines = "".join(f"    - {{{entry}}}\n" for entry in entries)
    return f"sharing:\n  timeSlicing:\n{options}    resources:\n{lines}"


def lines_told(files: str, code: str, *options: str) -> list[int]:
    """Return the lines within the configuration, from 1, at which a code is found."""
    return [line - FIRST + 1 for line, _ in told(files, code, options)]


def messages_told(files: str, code: str, *options: str) -> list[str]:
    """Return what is said under a code."""
    return [message for _, message in told(files, code, options)]


def _config_map(name: str, key: str, text: str) -> str:
    inner = "".join(f"    {line}\n" if line else "\n" for line in text.splitlines())
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata:\n  {key}: |\n{inner}"


def operator(values: str, version: str = "v26.7.0", name: str = "nvidia-plugin") -> str:
    """Return a release of gpu-operator that names a ConfigMap of the plugin; `values` is a flow mapping's inside."""
    config = f"devicePlugin: {{config: {{name: {name}}}}}"
    return _release("gpu-operator", version, ", ".join(filter(None, (values, config))))


def standalone(values: str, version: str = "v0.20.0", name: str = "nvidia-plugin") -> str:
    """Return a release of the plugin's own chart that names a ConfigMap."""
    return _release("nvidia-device-plugin", version, ", ".join(filter(None, (values, f"config: {{name: {name}}}"))))


def policy(spec: str) -> str:
    """Return a ClusterPolicy; `spec` is a flow mapping."""
    return f"---\napiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {{name: cluster-policy}}\nspec: {spec}\n"


def _release(chart: str, version: str, values: str) -> str:
    return (
        f"---\napiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {{name: {chart}, namespace: gpu}}\nspec:\n"
        f"  chart: {chart}\n  version: {version}\n  valuesContent: |\n    {{{values}}}\n"
    )


def cut(item: str, name: str = "cut") -> str:
    """Return a file of mig-parted whose layout on line 5 has one item, given without braces."""
    off = "{devices: all, mig-enabled: false}"
    return f"version: v1\nmig-configs:\n  all-disabled:\n  - {off}\n  {name}: [{{{item}}}]\n"


def layouts(**items: tuple[str, ...]) -> str:
    """Return a file of mig-parted with these layouts: items without braces, one on each line from 3 on."""
    lines = "".join(
        f"{'' if index else f'  {name}: ['}{{{item}}}{']' if index == len(all_items) - 1 else ','}\n"
        for name, all_items in items.items()
        for index, item in enumerate(all_items)
    )
    return f"version: v1\nmig-configs:\n{lines}".replace("\n{", "\n    {")


def daemon_set(
    container: str, config: str = "nvidia-plugin", image: str = "nvcr.io/nvidia/k8s-device-plugin:v0.19.3"
) -> str:
    """Return a DaemonSet that mounts a ConfigMap; `container` is the inside of its container's flow mapping."""
    return (
        "---\napiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: device-plugin}\nspec:\n  template:\n    spec:\n"
        f"      containers: [{{name: plugin, image: '{image}', {container}}}]\n"
        f"      volumes: [{{name: config, configMap: {{name: {config}}}}}]\n"
    )
