"""LNTxxx: what lint does not judge, and says so."""
