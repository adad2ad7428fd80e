"""The sandboxes: gVisor through runsc, its rootfs and dependency layers, and the wire to the runner inside."""
