"""What a camera looks at, told without people: whether it still looks where it did."""
