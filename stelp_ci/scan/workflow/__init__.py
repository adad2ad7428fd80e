"""GitHub workflows and actions: what a change lets them do, and what it takes from the checks they run."""
