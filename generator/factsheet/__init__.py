"""Development tool: make the fact sheet of an upstream chart from its unpacked folder."""
