"""Packages in the workshop: import, look, try, replace."""
