"""All disk access of the product: reads the profile, writes the bundle, compares the two."""
