"""What is known offline about names on the package index: which exist, and which are popular."""
