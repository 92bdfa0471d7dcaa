"""Names of test Jobs, which a label takes too: 63 characters, and a letter or digit at the end."""

import pytest

from generator.artifacts.smoke import emit
from tests.rules.plans import a_plan, a_pool, a_resource
from tests.support.bundles import at, name_of, parsed


@pytest.mark.parametrize(
    ("pool", "resource", "name"),
    [
        ("a", "nvidia.com/gpu", "smoke-a-gpu"),
        ("a", "nvidia.com/mig-1g.10gb.me", "smoke-a-mig-1g-10gb-me"),
        # 6 and 53 and 4 characters are 63; one more is cut, and a dash that then ends the name goes too.
        ("p" * 53, "nvidia.com/gpu", f"smoke-{'p' * 53}-gpu"),
        ("p" * 54, "nvidia.com/gpu", f"smoke-{'p' * 54}-gp"),
        ("p" * 56, "nvidia.com/gpu", f"smoke-{'p' * 56}"),
    ],
)
def test_a_jobs_name_is_cut_to_what_kubernetes_takes(pool: str, resource: str, name: str) -> None:
    (file,) = emit(a_plan(a_pool(pool)._replace(resources=(a_resource(resource),))), "a.yaml", ())
    (job,) = parsed(file.text)
    assert name_of(job) == name
    assert len(name) <= 63
    limits = at(job, "spec", "template", "spec", "containers", 0, "resources", "limits")
    assert limits == {resource: 1}
