"""The nouns of stelp-ci: frozen values and the ports between stages. No I/O, no behaviour beyond derivation."""
