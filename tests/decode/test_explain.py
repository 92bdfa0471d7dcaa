"""One mistake, one finding: what merely follows from a fault is not told."""

from tests.support.profiles import findings_on, laid_over, located_findings

POOL = "pools:\n- name: desk\n  gpus: [{model: RTX 3090}]\n"


def test_a_misspelt_required_key_is_not_missing_too() -> None:
    found = findings_on('cluster: {nmae: a, kubernetes: "1.35", distribution: k3s}\n')
    assert found == [("PRO001", "cluster.nmae", "cluster: unknown key nmae")]


def test_a_misspelt_replicas_does_not_leave_the_sharing_without_a_number() -> None:
    found = findings_on(f"{POOL}  timeSlicing: {{replica: 4}}\n")
    assert found == [("PRO001", "pools[0].timeSlicing.replica", "pools[0].timeSlicing: unknown key replica")]


def test_a_value_of_the_wrong_kind_is_not_also_none_of_the_allowed_ones() -> None:
    found = findings_on('cluster: {name: a, kubernetes: "1.35", distribution: 3}\n')
    assert found == [("PRO003", "cluster.distribution", "cluster.distribution is the number 3, but text is wanted")]


def test_sharing_that_is_no_mapping_is_not_also_without_a_number() -> None:
    found = findings_on(f"{POOL}  mps: 4\n")
    assert found == [("PRO003", "pools[0].mps", "pools[0].mps is the number 4, but a mapping is wanted")]


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    text = laid_over(
        'cluster: {name: Home, kubernetes: 1.3, distribution: k3}\ninstall: {chart: operator, version: "1"}\n'
        "pools:\n- gpus: []\n"
    )
    found = [(one.code, one.position.line if one.position else 0) for one in located_findings(text)]
    assert found == [
        ("PRO005", 1),
        ("PRO005", 1),
        ("PRO004", 1),
        ("PRO004", 2),
        ("PRO005", 2),
        ("PRO002", 4),
        ("PRO007", 4),
    ]


def test_a_file_of_another_kind_does_not_fill_the_screen() -> None:
    many = "".join(f"k{number}: 1\n" for number in range(300))
    found = located_findings(laid_over(many))
    assert len(found) == 201
    assert [one.code for one in found].count("PRO001") == 200
    assert [(one.code, one.message) for one in found if one.code != "PRO001"] == [
        ("YAML017", "more than 200 problems; the rest is not shown")
    ]
