"""Results without what is written in rows, for those who may not keep names of people, references and notes."""
