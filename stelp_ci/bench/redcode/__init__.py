"""The 270 risky programs of RedCode-Exec, run among decoys."""
