"""NFD2xx: Node Feature Discovery, its rules and its settings."""
