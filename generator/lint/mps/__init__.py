"""MPS2xx: sharing by MPS."""
