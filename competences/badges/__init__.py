"""Open Badges 3.0 without Django: credentials, signatures, pictures, files.

Nothing here asks the network.
"""
