"""Camera days whose detections are made up from scripts."""
