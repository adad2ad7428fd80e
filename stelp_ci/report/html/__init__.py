"""The report as one page for a browser: self-contained, without a network, readable without JavaScript."""
