"""Which model fits: memory of a model on a card, a share, an MPS client or a MIG instance."""
