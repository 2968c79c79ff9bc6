"""Frameworks as files: 1EdTech CASE 1.0 (JSON) and CSV."""
