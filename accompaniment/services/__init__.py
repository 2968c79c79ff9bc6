"""Rules of the app that move several rows."""
