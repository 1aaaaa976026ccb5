"""What can be done: verbs that take (session, actor, …). They flush; the edges commit."""
