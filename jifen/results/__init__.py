"""Results of a closed cycle (考核结果): counted, proposed, decided, publicised."""
