"""The chart's release, where the profile names one that nobody has read."""

import pytest

from tests.support.plans import OPERATOR, STANDALONE, compile_text, plan_of

POOL = "pools: [{name: desk, gpus: [{model: RTX 3090}]}]\n"


def advice(chart: str, version: str) -> str:
    """Return what follows the list of known releases in the cure."""
    install = f"install: {{chart: {chart}, version: {version}, driver: host}}\n"
    (fix,) = [one.fix for one in compile_text(POOL, install=install).findings if one.code == "CHT001"]
    return fix.partition("; ")[2]


@pytest.mark.parametrize(
    ("version", "nearest"),
    [
        ("v99.0.0", "v26.7.0"),
        ("v26.7.1", "v26.7.0"),
        ("26.4.0", "v26.3.3"),
        ("v25.9.0", "v25.3.4"),
        ("v1.0.0", "v25.3.4"),
    ],
)
def test_the_newest_release_that_is_not_newer_is_the_nearest(version: str, nearest: str) -> None:
    assert advice("gpu-operator", version) == f"nearest: {nearest}."


def test_a_release_of_the_other_chart_is_called_that() -> None:
    assert advice("gpu-operator", "v0.20.0") == "v0.20.0 is a release of nvidia-device-plugin."
    assert advice("nvidia-device-plugin", "26.7.0") == "v26.7.0 is a release of gpu-operator."


def test_leaving_mig_off_is_said_by_leaving_it_out() -> None:
    findings = compile_text("pools: [{name: cut, gpus: [{model: A100-SXM4-80GB}], mig: all-disabled}]\n").findings
    assert [(one.code, one.fix) for one in findings] == [
        ("MIG001", "Leave `mig` out to have whole cards, or write one of the card's layouts, such as all-balanced.")
    ]


def test_a_pinned_plugin_is_the_one_that_the_plan_speaks_of() -> None:
    pins = "  components: {gfd: {version: v0.20.9}, devicePlugin: {version: v0.19.3}}\n"
    assert plan_of(POOL, install=OPERATOR + pins).release.plugin_version == "v0.19.3"
    assert plan_of(POOL, install=OPERATOR).release.plugin_version != "v0.19.3"


@pytest.mark.parametrize(
    ("said", "created"),
    [
        ("", True),
        ("  createNamespace: false\n", False),
        ("  namespace: kube-system\n", False),
        ("  namespace: kube-system\n  createNamespace: true\n", True),
    ],
)
def test_the_namespace_is_created_unless_every_cluster_has_it_or_the_profile_says_so(said: str, created: bool) -> None:
    assert plan_of(POOL, install=OPERATOR + said).release.create_namespace is created


HOST_ROOTS = [
    (OPERATOR, "talos", "/usr/local"),
    (OPERATOR, "kubeadm", None),
    (OPERATOR.replace("{from: host}", "{from: host, installDir: /opt/driver}"), "talos", "/opt/driver"),
    (OPERATOR.replace("{from: host}", "{from: operator, installDir: /opt/driver}"), "kubeadm", "/opt/driver"),
    (STANDALONE, "talos", None),
]


@pytest.mark.parametrize(("install", "distribution", "folder"), HOST_ROOTS)
def test_where_the_drivers_files_are(install: str, distribution: str, folder: str | None) -> None:
    """Talos keeps what its extensions bring under /usr/local; the standalone chart has no value for it."""
    assert plan_of(POOL, install=install, distribution=distribution).stack.driver.install_dir == folder


@pytest.mark.parametrize(("kubernetes", "created"), [("1.28", True), ("1.29", False), ("1.30", False)])
def test_a_runtime_class_that_the_distribution_ships_is_not_made(kubernetes: str, created: bool) -> None:
    """K3s ships one from 1.29.0 on."""
    plan = plan_of(POOL, install=STANDALONE, distribution="k3s", kubernetes=kubernetes)
    assert plan.stack.runtime_class == "nvidia"
    assert plan.stack.create_runtime_class is created
