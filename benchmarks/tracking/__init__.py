"""Exams of tracking: what is found of people over time, against what really happened. See docs/tracking_exams.md."""
