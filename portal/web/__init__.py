"""What the edges share: translation, the actor of a request, the gate, error pages, static assets."""
