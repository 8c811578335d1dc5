"""What docs/trust.md promises, tried: any file (``fuzz``), many users at once (``load``), and the page itself (``page``)."""
