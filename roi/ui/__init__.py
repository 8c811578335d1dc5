"""The browser app, one file a page."""
