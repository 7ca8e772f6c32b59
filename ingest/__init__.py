"""Turns files and pages into documents of `knowledge`."""
