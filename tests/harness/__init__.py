"""What tests stand on: a database, a browser, the size of each figure."""
