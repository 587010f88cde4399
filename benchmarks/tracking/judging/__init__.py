"""What was found against what is true: pairs, figures, paired intervals, scores of tracking."""
