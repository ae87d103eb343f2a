"""Papers: one data model of an official paper to PDF, Word and Excel; the register of issues."""
