"""`make demo`: five hundred people use the running system, and the books are checked afterwards."""
