"""Code that hides what it does: decoded and executed, spelled by numbers, named like nothing, pushed out of sight."""
