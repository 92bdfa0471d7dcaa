"""What must hold of every byte that is written, whoever reads it and wherever it was made."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from ruamel.yaml import YAML

from generator.version import VERSION
from tests.support.bundles import Bundle, at, bundle_of, scalars
from tests.support.go_build import ROOT
from tests.support.plans import OPERATOR, STANDALONE
from tests.support.profiles import SHIPPED
from tests.support.routes import Case, lay

EVERYTHING = """
pools:
  - name: shared
    nodes: {names: [a-1]}
    gpus: [{model: RTX 3090, count: 2}]
    timeSlicing: {replicas: 4}
    taints: [{key: gpu, value: "true", effect: NoSchedule}]
    nodeLabels: {example.com/number: "0123", example.com/switch: "off", example.com/time: "1_30"}
  - name: whole
    nodes: {names: [b-1]}
    gpus: [{model: A100-SXM4-40GB}]
    mig: all-1g.5gb
priorities: [{name: low, value: 10, description: "no: yes"}]
tenants: [{namespace: team, create: true, quota: {nvidia.com/gpu: 4}}]
monitoring: {serviceMonitor: {labels: {release: "1e3"}}, alerts: {}}
policy: {oneSharePerContainer: true}
"""


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return bundle_of(EVERYTHING)


@pytest.mark.parametrize("install", [OPERATOR, STANDALONE], ids=["operator", "standalone"])
def test_no_manifest_and_no_value_is_null(install: str) -> None:
    # Helm takes a null for "delete the default", server-side apply refuses it.
    known = EVERYTHING.replace('serviceMonitor: {labels: {release: "1e3"}}, ', "")
    bundle = bundle_of(known.replace("    mig: all-1g.5gb\n", ""), install=install)
    assert len(bundle.objects) > 8
    assert not [one for one in bundle.objects if None in scalars(one)]
    assert None not in scalars(bundle.values)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("values/gpu-operator.yaml", 'value: "true"'),
        ("values/gpu-operator.yaml", 'release: "1e3"'),
        ("base/node-rules.yaml", 'example.com/number: "0123"'),
        ("base/node-rules.yaml", 'example.com/switch: "off"'),
        ("base/node-rules.yaml", 'example.com/time: "1_30"'),
        ("components/quotas/quotas.yaml", 'requests.nvidia.com/gpu: "4"'),
        ("components/priority-classes/priority-classes.yaml", 'description: "no: yes"'),
    ],
)
def test_text_that_some_yaml_misreads_is_quoted(bundle: Bundle, path: str, text: str) -> None:
    assert text in bundle.files[path]


def test_a_chart_version_stays_a_text() -> None:
    found = bundle_of("pools: [{name: desk, gpus: [{model: RTX 3090}]}]\n", install=STANDALONE)
    assert at(found.tree("kustomization.yaml"), "helmCharts", 0, "version") == "0.20.0"
    assert at(found.tree("chart/Chart.yaml"), "dependencies", 0, "version") == "0.20.0"
    assert 'version: "0.20.0"' in found.files["kustomization.yaml"]


def test_yaml_1_1_and_1_2_read_the_same(bundle: Bundle) -> None:
    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 2)
    for path, text in bundle.files.items():
        if path.endswith(".yaml") and not path.startswith("chart/templates/"):
            old = list(yaml.load_all(text, Loader=yaml.CSafeLoader))
            assert list(reader.load_all(text)) == old, path


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the files by path; `.render` says by what they were made and is not committed."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {path: content for path, content in found.items() if path != ".render"}


def rendered(profile: Path, out: Path, cwd: Path, **environment: str) -> dict[str, bytes]:
    command = [sys.executable, "-m", "generator", "render", str(profile), "--out", str(out)]
    base = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=cwd, env=base | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return files_of(out)


@pytest.mark.parametrize("profile", SHIPPED, ids=lambda path: path.stem)
def test_the_same_profile_gives_the_same_bytes_everywhere(profile: Path, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "a b" / "there"
    here.mkdir()
    there.mkdir(parents=True)
    first = rendered(profile, tmp_path / "one", here, HOME=str(here), TZ="UTC", LANG="C", PYTHONHASHSEED="1")
    second = rendered(
        profile,
        tmp_path / "two",
        there,
        HOME=str(there),
        TZ="Asia/Kathmandu",
        LANG="de_DE.UTF-8",
        PYTHONHASHSEED="4711",
        USER="somebody",
        SOURCE_DATE_EPOCH="0",
        COLUMNS="40",
    )
    assert len(first) > 10
    assert first == second


@pytest.mark.parametrize("profile", SHIPPED, ids=lambda path: path.stem)
def test_no_output_names_its_maker_or_its_day(profile: Path, tmp_path: Path) -> None:
    laid = lay(Case(profile.stem, profile.read_text(encoding="utf-8")), tmp_path)
    host, folder = re.escape(socket.gethostname()), re.escape(str(ROOT))
    said = re.compile(rf"\b{host}\b|{folder}|\b20\d\d-\d\d-\d\d\b|\b\d\d:\d\d:\d\d\b")
    assert not [path for path, text in laid.bundle.files.items() if said.search(text)]


def test_the_tools_version_is_in_no_file(bundle: Bundle) -> None:
    assert not [path for path, text in bundle.files.items() if f"gpuslice {VERSION}" in text]


def test_every_file_says_what_it_is_and_where_it_comes_from(bundle: Bundle) -> None:
    written = [path for path in bundle.files if path.endswith(".yaml") and not path.startswith("chart/templates/")]
    assert len(written) > 15
    for path in written:
        lines = bundle.files[path].splitlines()
        assert lines[0].startswith("# "), path
        assert lines[1] == "# Made by gpuslice from test.yaml. Do not edit: change the profile and render again."


def test_no_anchor_and_no_alias(bundle: Bundle) -> None:
    texts = [text for path, text in bundle.files.items() if path.endswith(".yaml")]
    assert not [text for text in texts if re.search(r"(?m)[:-] [&*]\w", text)]


def test_priority_values_cannot_be_changed_and_the_readme_says_so(bundle: Bundle) -> None:
    assert "The value of a PriorityClass cannot be changed: delete the class, then apply." in bundle.files["README.md"]


def test_the_readmes_first_commands_wait_for_the_resource_types(bundle: Bundle) -> None:
    text = bundle.files["README.md"]
    steps = ("kind=CustomResourceDefinition", "kubectl wait --for=condition=Established", "-f /tmp/test.yaml")
    places = [text.find(step) for step in steps]
    assert -1 not in places
    assert places == sorted(places)
    (wait,) = [line for line in text.splitlines() if steps[1] in line]
    assert (wait.startswith("until "), wait.endswith("; do sleep 1; done")) == (True, True)


def test_what_helm_fetches_is_not_committed(bundle: Bundle) -> None:
    ignored = bundle.files[".gitignore"].splitlines()
    assert {"/charts/", "/chart/charts/"} <= set(ignored)
