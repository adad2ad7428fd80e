"""The bounds of one program where nobody says otherwise."""

from stelp_ci.model.execution import Limits

PROGRAM_LIMITS = Limits(wall_s=10, cpu_s=10, memory_mib=1024, processes=16, file_mib=16, tmpfs_mib=64, output_kib=256)
