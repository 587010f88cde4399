"""How well the appearance of two detections tells whether they show one person, on real people seconds apart."""
