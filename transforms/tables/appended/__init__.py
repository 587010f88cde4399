"""Tables to which rows are added at any time, beside runs and without their lock."""
