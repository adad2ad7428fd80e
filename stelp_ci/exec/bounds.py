"""The bounds of one program where nobody says otherwise, as plain numbers, so that `--help` loads nothing more."""

PROGRAM_BOUNDS = {
    "wall_s": 10,
    "cpu_s": 10,
    "memory_mib": 1024,
    "processes": 16,
    "file_mib": 16,
    "tmpfs_mib": 64,
    "output_kib": 256,
}
"""The fields of `stelp_ci.model.execution.Limits`."""
