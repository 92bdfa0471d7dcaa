"""REF2xx: names that stand for something else, in the files and on the nodes."""
