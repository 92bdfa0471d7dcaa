"""VAL2xx: values of charts."""
