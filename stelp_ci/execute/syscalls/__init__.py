"""gVisor's log of system calls: written by the Sentry, outside of what the code under judgement can reach."""
