"""The parameters of tracking, estimated on material of which it is known whom each detection shows.

`python -m tools.fit_tracking` fits, and writes `transforms/tracking/parameters.py`.
"""
