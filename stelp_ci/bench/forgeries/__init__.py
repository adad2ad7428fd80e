"""Changes that forge the results of their tests, judged beside plain runners."""
