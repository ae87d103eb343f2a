"""Files that prove something (证据), kept by digest outside the web root."""
