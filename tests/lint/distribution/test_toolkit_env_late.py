import pytest

from tests.lint.chart_values import release, weighed
from tests.lint.examples import told
from tests.lint.policies import policy

SOCKET = "{name: CONTAINERD_SOCKET, value: /run/k3s/containerd/containerd.sock}"
CONFIG = "{name: CONTAINERD_CONFIG, value: /var/lib/rancher/k3s/agent/etc/containerd/config.toml}"
LATE = ("--chart", "gpu-operator@v25.3.3")


def toolkit(*env: str) -> str:
    return "toolkit:\n  env:\n" + "".join(f"  - {one}\n" for one in env)


def message(names: str, default: str) -> str:
    return f"gpu-operator v25.3.3 does not mount what {names}: the toolkit gets {default} of the host"


@pytest.mark.parametrize(
    ("env", "names", "default"),
    [
        (SOCKET, "CONTAINERD_SOCKET names", "/run/containerd/containerd.sock"),
        (CONFIG, "CONTAINERD_CONFIG names", "/etc/containerd/config.toml"),
        ("{name: DOCKER_CONFIG, value: /srv/daemon.json}", "DOCKER_CONFIG names", "/etc/docker/daemon.json"),
        ("{name: DOCKER_SOCKET, value: /srv/docker.sock}", "DOCKER_SOCKET names", "/run/docker.sock"),
        ("{name: CRIO_CONFIG, value: /etc/crio/a.conf}", "CRIO_CONFIG names", "/etc/crio/crio.conf.d/99-nvidia.conf"),
        ("{name: CONTAINERD_CONFIG, value: /etc/containerd/a.toml}", "CONTAINERD_CONFIG names", "/etc/containerd/conf"),
    ],
)
def test_paths_that_the_release_pays_no_heed_to(env: str, names: str, default: str) -> None:
    [(severity, found)] = weighed(release(toolkit(env), version="v25.3.3"), "DST205")
    assert severity == "error"
    assert found.startswith(message(names, default).removesuffix(" of the host"))


@pytest.mark.parametrize("version", ["v25.3.2", "v25.3.4", "v25.3.0", "v25.10.1", "v26.7.0", '"25.3.x"', "v25.3.30"])
def test_every_other_release_heeds_them(version: str) -> None:
    assert told(release(toolkit(CONFIG, SOCKET), version=version), "DST205") == []


@pytest.mark.parametrize(
    "env",
    [
        "{name: CONTAINERD_SOCKET, value: /run/containerd/containerd.sock}",
        "{name: CONTAINERD_SOCKET, value: /var/run/containerd/containerd.sock}",
        "{name: DOCKER_SOCKET, value: /var/run/docker.sock}",
        "{name: CONTAINERD_CONFIG, value: /etc/containerd/config.toml}",
        "{name: CONTAINERD_SOCKET, value: '${SOCKET}'}",
        "{name: CONTAINERD_SOCKET, value: ''}",
        "{name: CONTAINERD_SOCKET}",
        # These reach the toolkit as they are: the operator mounts nothing for them.
        "{name: CONTAINERD_RUNTIME_CLASS, value: gpus}",
        "{name: CONTAINERD_SET_AS_DEFAULT, value: 'true'}",
        "{name: RUNTIME_CONFIG, value: /srv/config.toml}",
    ],
)
def test_variables_of_which_nothing_is_lost(env: str) -> None:
    assert told(release(toolkit(env), version="v25.3.3"), "DST205") == []


def test_one_finding_at_the_socket_and_none_beside_it() -> None:
    text = release(toolkit(CONFIG, SOCKET), version="25.3.3")
    both = message("CONTAINERD_CONFIG and CONTAINERD_SOCKET name", "/run/containerd/containerd.sock")
    assert told(text, "DST205") == [(10, both)]
    # Without a socket the other rule would ask for one, which this release does not heed either.
    alone = release(toolkit(CONFIG), version="v25.3.3")
    assert told(alone, "DST201") == []
    assert len(told(alone.replace("v25.3.3", "v25.3.4"), "DST201")) == 1


def test_the_release_as_the_caller_or_the_image_says_it() -> None:
    assert len(told(toolkit(SOCKET), "DST205", LATE)) == 1
    assert told(toolkit(SOCKET), "DST205") == []
    assert len(told(policy(toolkit(SOCKET)), "DST205", LATE)) == 1
    assert told(policy(toolkit(SOCKET)), "DST205", ("--chart", "gpu-operator@v25.3.4")) == []
    assert told(policy(toolkit(SOCKET)), "DST205", ("--chart", "nvidia-device-plugin@v25.3.3")) == []
    assert told(policy(toolkit(SOCKET)), "DST205") == []
    chart = release("driver: {enabled: false}", version="v25.3.3")
    assert [line for line, _ in told(policy(toolkit(SOCKET)) + "---\n" + chart, "DST205")] == [7]
    mended = toolkit(SOCKET) + "operator: {version: v25.3.4}\n"
    assert told(release(mended, version="v25.3.3"), "DST205") == []
    assert len(told(release(mended.replace("25.3.4", "25.3.3"), version="v25.3.4"), "DST205")) == 1


def test_a_toolkit_that_is_off_mounts_nothing() -> None:
    assert told(release(toolkit(SOCKET) + "  enabled: false\n", version="v25.3.3"), "DST205") == []
