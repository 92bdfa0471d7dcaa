"""OLM2xx: the operator by OpenShift's Operator Lifecycle Manager."""
