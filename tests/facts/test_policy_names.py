import pytest

from generator.facts.policy_names import is_written_by_chart


@pytest.mark.parametrize(
    ("path", "written"),
    [
        (("daemonsets", "labels", "helm.sh/chart"), True),
        (("daemonsets", "labels", "app.kubernetes.io/managed-by"), True),
        (("daemonsets", "labels", "team"), False),
        (("daemonsets", "labels"), False),
        (("daemonsets", "annotations", "helm.sh/chart"), False),
        (("driver", "labels", "helm.sh/chart"), False),
        (("daemonsets", "labels", "helm.sh/chart", "more"), False),
    ],
)
def test_labels_that_the_chart_writes_itself(path: tuple[str, ...], written: bool) -> None:
    assert is_written_by_chart(path) is written
