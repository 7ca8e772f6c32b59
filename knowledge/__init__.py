"""The ground floor: what is known, and how it is found again."""
