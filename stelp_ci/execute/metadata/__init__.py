"""The project as it would be once installed: import paths, version, entry points, generated files; without a build."""
