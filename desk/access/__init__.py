"""Who may do what: accounts, sessions, and the role that each route asks for."""
