"""The codes of the guarded profile: what a policy keeps all-of-Python code from doing."""

from .codes import Code

CAPABILITY = Code(
    "STELP-G001",
    "a capability that the policy denies",
    "The program reaches for the network, processes, native code, or what else the policy names. The place is where it "
    "is written; a use that no source shows is stopped when it happens, at the line that caused it.",
    "Do without it, or allow the capability by a rule of the policy's grammar.rules.",
)

GUARDED_CODES = {code.code: code for code in (CAPABILITY,)}
"""Every code of the guarded profile by its name."""
