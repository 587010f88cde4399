"""HOW: pure functions over plain values and Arrow tables, and beside each the thin PTransform that only wires it."""
