"""Days that never were, played from what a release has published: with them nothing new is given away."""
