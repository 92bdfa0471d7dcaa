"""Compile a cluster profile into everything that makes its NVIDIA GPUs shareable under Kubernetes."""
