"""DCG2xx: dcgm-exporter, its metrics, and what reads them."""
