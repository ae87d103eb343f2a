"""Reviews of decisions (复核、申诉), by other people than those who decided."""
