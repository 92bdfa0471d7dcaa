"""The small profile that the rules' examples are laid over."""

BASE: tuple[tuple[str, str], ...] = (
    ("version", "version: v1alpha1\n"),
    ("cluster", 'cluster: {name: example, kubernetes: "1.35", distribution: kubeadm}\n'),
    ("install", "install: {chart: gpu-operator, version: v26.7.0, driver: {from: operator}}\n"),
    ("pools", "pools:\n  - name: shared\n    gpus: [{model: L4}]\n"),
)


def example_profile(snippet: str) -> str:
    """Return a whole profile: the snippet first, so that its line numbers hold, then the sections it leaves out."""
    stated = {line.partition(":")[0] for line in snippet.splitlines()}
    return snippet + "".join(text for key, text in BASE if key not in stated)
