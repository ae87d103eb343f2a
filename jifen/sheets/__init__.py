"""Office workbooks, read the way offices write them: pure Python, no Django, no guessing."""
