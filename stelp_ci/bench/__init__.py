"""The benchmarks behind `stelp-ci bench`: medians of several runs, ratios in one run, the machine named beside them."""
