"""What rules of several families ask of manifests; it knows no rule."""
