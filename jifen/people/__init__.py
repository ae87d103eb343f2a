"""People: areas, cadres with their posts, duties and leave, accounts and the roles they hold."""
