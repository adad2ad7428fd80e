"""The 470 unsafe programs of InjectedHumanEval and their safe half, under strict and under others."""
