"""Labels of machines by which Karpenter on AWS, and EKS Auto Mode, choose them for GPU pods.

Sources: aws/karpenter-provider-aws pkg/apis/v1/labels.go and pkg/providers/instancetype/types.go (computeRequirements:
name and manufacturer in small letters with hyphens for blanks, memory in MiB of one GPU); the labels of EKS Auto Mode:
https://docs.aws.amazon.com/eks/latest/userguide/create-node-pool.html.
"""

DOMAINS = ("karpenter.k8s.aws/", "eks.amazonaws.com/")
NAME, MANUFACTURER = "instance-gpu-name", "instance-gpu-manufacturer"
COUNT, MEMORY = "instance-gpu-count", "instance-gpu-memory"
GPU_LABELS = (NAME, MANUFACTURER, COUNT, MEMORY)
OTHER_LABELS = ("instance-accelerator-name", "instance-accelerator-manufacturer", "instance-accelerator-count")
"""Those of Inferentia and Trainium, near enough to be no slip of the others."""
LEAST_MEMORY = 1024
"""In MiB: every GPU that AWS has is larger, and a smaller number is one of GiB."""
