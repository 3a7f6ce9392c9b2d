"""The knowledge in force: the files, and what supervisors amended since."""
