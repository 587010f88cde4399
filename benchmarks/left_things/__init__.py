"""How well things that were left or taken are found: real clips and rendered offices, altered."""
