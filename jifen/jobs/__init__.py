"""Work in the background and by the clock (后台任务)."""
