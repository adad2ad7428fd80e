"""Talking to GitHub about one change: comments, check runs, and the artifact of a run that nobody trusts."""
