"""A ValidatingAdmissionPolicy that refuses a second share of one card when the pod is made.

The plugin itself refuses it only after scheduling, with UnexpectedAdmissionError (source: NVIDIA/k8s-device-plugin
internal/rm/rm.go); the policy says so before, and to whoever made the pod.
"""

from generator.artifacts._concern import Concern, Objects, metadata
from generator.model.plan import Plan
from generator.model.tree import Tree

_NAME = "gpuslice-one-share-per-container"


def _objects(plan: Plan) -> Objects:
    names = sorted({one.name for pool in plan.pools for one in pool.resources if one.replicas > 1})
    if not plan.policy.one_share_per_container or not names:
        return ()
    policy: dict[str, Tree] = {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicy",
        "metadata": metadata(plan, _NAME),
        "spec": {
            "failurePolicy": "Fail",
            "matchConstraints": {
                "resourceRules": [
                    {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]}
                ]
            },
            "validations": [_validation(name, field) for name in names for field in ("containers", "initContainers")],
        },
    }
    binding: dict[str, Tree] = {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": metadata(plan, _NAME),
        "spec": {"policyName": _NAME, "validationActions": ["Deny"]},
    }
    return (policy, binding)


def _validation(name: str, field: str) -> Tree:
    # The API server's type check knows no field of the type quantity and warns of it in the status; `dyn` passes by.
    limits = "dyn(c.resources).limits"
    amount = f"quantity({limits}['{name}'])"
    asks = f"has(c.resources) && has({limits}) && '{name}' in {limits}"
    expression = f"object.spec.{field}.all(c, !({asks}) || {amount}.compareTo(quantity('1')) <= 0)"
    if field == "initContainers":
        expression = f"!has(object.spec.initContainers) || {expression}"
    return {
        "expression": expression,
        "message": f"a second {name} promises nothing: it may be a share of the same card; ask for 1",
        "reason": "Invalid",
    }


CONCERN = Concern("admission-policy", "Refuses pods that ask for two shares of a card.", _objects, component=True)
