"""Speed, measured as ratios to an anchor in the same run. `python -m benchmarks [--smoke]`."""
