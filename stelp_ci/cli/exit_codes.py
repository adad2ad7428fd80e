"""What the process says when it ends. The numbers are a public promise."""

PASS = 0
FAIL = 1
USAGE = 2
NEEDS_HUMAN = 3
INCONCLUSIVE = 4
INTERRUPTED = 130
TERMINATED = 143

TABLE = """\
exit codes:
  0  pass          nothing speaks against the change (or the settings say `mode: observe`)
  1  fail          the change does harm: a test that passed now fails, a limit or the policy was broken
  2  usage         the command line or the settings cannot be understood
  3  needs-human   something a person has to decide, such as a finding that no run could confirm
  4  inconclusive  the tool or its surroundings failed; nothing is known about the change
"""
