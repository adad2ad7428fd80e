"""The first files of a project that begins to use stelp-ci: found out, shown, and never written over."""
