"""Outcomes of benchmarks as pages: Markdown for a repository, HTML for a browser. Pure."""
