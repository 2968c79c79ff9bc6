"""Paths as folders of text (format palier-path/1): read, checked, written back byte for byte."""
