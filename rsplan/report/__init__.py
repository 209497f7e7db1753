"""Reports as plain records for machines, and as tables for people."""
