"""Values that every layer speaks: immutable, free of I/O, importing nothing of ours."""
