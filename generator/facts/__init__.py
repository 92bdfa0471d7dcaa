"""What is known of GPUs, MIG, charts and distributions: data files, read only when asked for."""
