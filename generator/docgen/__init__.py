"""Pages under docs/ that are made from the same tables as the program."""
