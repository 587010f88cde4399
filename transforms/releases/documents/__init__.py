"""What goes with the tables of a release, for people and for others' programs; all made of one manifest."""
