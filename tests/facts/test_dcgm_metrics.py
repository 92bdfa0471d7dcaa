from generator.facts.dcgm_fields import dcgm_fields
from generator.facts.dcgm_metrics import GAUGES, MEANT, TOLD


def test_all_that_is_told_is_a_field() -> None:
    assert dcgm_fields() >= TOLD | GAUGES | set(MEANT.values())


def test_no_wrong_name_is_a_field() -> None:
    assert not dcgm_fields() & set(MEANT)


def test_fields_are_whole_names() -> None:
    assert {"DCGM_FI_DEV_GPU_UTIL", "DCGM_FI_DRIVER_VERSION", "DCGM_FI_PROF_SM_ACTIVE"} <= dcgm_fields()
