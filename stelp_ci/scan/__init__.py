"""The static lane: scanners and analysers, one file each, behind one Protocol; nothing of the change is executed."""
