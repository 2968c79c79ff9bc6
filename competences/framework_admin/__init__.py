"""Frameworks in the workshop: a form while it is a draft, a page to read once it is published."""
