"""SQLite as Django opens it, but for one thing: a database that was there is never made anew."""
