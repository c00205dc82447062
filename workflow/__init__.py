"""The machinery, ignorant of any one stage."""
