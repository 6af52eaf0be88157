"""Who may do what here; loaded in `ready()`."""
