import pytest

from tests.lint.chart_values import release, weighed

ENV = """\
toolkit:
  env:
    - name: CONTAINERD_CONFIG
      value: {0}
    - name: CONTAINERD_SOCKET
      value: /run/k3s/containerd/containerd.sock
"""


@pytest.mark.parametrize(
    ("path", "severity"),
    [
        ("/var/lib/rancher/k3s/agent/etc/containerd/config.toml.tmpl", "info"),
        ("/var/lib/rancher/rke2/agent/etc/containerd/config-v3.toml.tmpl", "info"),
        ("/var/lib/rancher/k3s/agent/etc/containerd/config.toml", "info"),
    ],
)
def test_what_k3s_makes_itself(path: str, severity: str) -> None:
    assert [weight for weight, _ in weighed(release(ENV.format(path)), "DST202")] == [severity]


@pytest.mark.parametrize(
    "path", ["/etc/containerd/config.toml", "/var/snap/microk8s/current/args/containerd-template.toml"]
)
def test_what_it_does_not(path: str) -> None:
    assert weighed(release(ENV.format(path)), "DST202") == []
