"""What the workshop (Wagtail) shows of paths and modules besides their forms."""
