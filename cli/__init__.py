"""The `tanya` command."""
