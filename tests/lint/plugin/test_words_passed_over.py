"""Words on the plugin's command line that are no flags."""

import pytest

from tests.lint.examples import judged, line_of

_IMAGE = "nvcr.io/nvidia/k8s-device-plugin:v0.17.4"


def _daemon(more: str, image: str = _IMAGE) -> str:
    """What the container is told stands in line 12."""
    return f"""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: plugin, namespace: kube-system}}
spec:
  selector: {{matchLabels: {{app: plugin}}}}
  template:
    metadata: {{labels: {{app: plugin}}}}
    spec:
      containers:
        - name: plugin
          image: {image}
          {more}
          volumeMounts: [{{name: sockets, mountPath: /var/lib/kubelet/device-plugins}}]
      volumes:
        - {{name: sockets, hostPath: {{path: /var/lib/kubelet/device-plugins}}}}
"""


def _found(text: str) -> list[tuple[int, str, str]]:
    return [(line_of(one), one.message, one.fix or "") for one in judged(text).findings if one.code == "PLG226"]


@pytest.mark.parametrize(
    ("args", "word", "passed", "fix"),
    [
        ("[mig-strategy=single]", "mig-strategy=single", "it is", "Write --mig-strategy=single."),
        ("['\u2013mig-strategy=single']", "\u2013mig-strategy=single", "it is", "Write --mig-strategy=single."),
        ("[--mig-strategy, single, pass-device-specs]", "pass-device-specs", "it is", "Write --pass-device-specs."),
        ("['', --mig-strategy=single]", "an empty word", "it and all that follows are", "Leave it out."),
        ("[--, --mig-strategy=single]", "--", "it and all that follows are", "Leave it out."),
        ("[nvidia-device-plugin, --mig-strategy=single]", "nvidia-device-plugin", "it and all that follows are", ""),
        ("[--pass-device-specs, single, --a]", "single", "it and all that follows are", ""),
    ],
)
def test_what_follows_a_word_is_not_read(args: str, word: str, passed: str, fix: str) -> None:
    ((line, message, cure),) = _found(_daemon(f"args: {args}"))
    assert (line, message) == (12, f"{word} is no flag of nvidia-device-plugin: {passed} passed over")
    assert not fix or cure == fix


@pytest.mark.parametrize(
    "more",
    [
        "args: [--mig-strategy=single, --pass-device-specs]",
        "args: [--mig-strategy, single]",
        "args: [--pass-device-specs, 'false', --mig-strategy=none]",
        "args: [--fail-on-init-erorr, x, y]",
        "args: ['${FLAGS}']",
        "args: [help]",
        "args: [--help, me]",
        "command: [sh, -c, nvidia-device-plugin mig]",
        "command: [nvidia-device-plugin, --mig-strategy=none]",
        "env: []",
    ],
)
def test_flags_and_what_others_read(more: str) -> None:
    assert _found(_daemon(more)) == []


def test_the_exporter_is_started_by_a_script_that_may_read_words() -> None:
    assert _found(_daemon("args: [serve]", "nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04")) == []
