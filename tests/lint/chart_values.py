"""Chart values as a Flux HelmRelease holds them, for tests of rules on values."""

from tests.lint.examples import judged

OPERATOR, PLUGIN = "gpu-operator", "nvidia-device-plugin"

_HEAD = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: gpus, namespace: {namespace}}}
spec:
  chart: {{spec: {{chart: {chart}, version: {version}}}}}
  values:
"""


def release(values: str, chart: str = OPERATOR, version: str = "v26.7.0", namespace: str = "gpus") -> str:
    """Return a HelmRelease with these values, which begin on line 7."""
    head = _HEAD.format(chart=chart, version=version, namespace=namespace)
    return head + "".join(f"    {line}\n" for line in values.splitlines())


def weighed(text: str, code: str, options: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Return severity and message of every finding of one code."""
    return [(one.severity.value, one.message) for one in judged(text, options).findings if one.code == code]
