"""WRK2xx: what asks for GPUs, and where it is to run."""
