"""Visits, de-identified: each as coarse as it takes to be like enough others."""
