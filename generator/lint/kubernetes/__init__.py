"""KUB2xx: what the API server refuses in any kind."""
