"""How gunicorn serves the portal: gunicorn -c tools/gunicorn_config.py "portal:create_app()". Settings: config.py."""

from __future__ import annotations

import sys

# Names only: gunicorn takes a module called `config` here for its setting of that name.
from config import ROOT, read
from portal.errors import PortalError

try:
    settings = read()
except PortalError as error:
    sys.exit(str(error))

bind = (
    f"[{settings['HOST']}]:{settings['PORT']}" if ":" in settings["HOST"] else f"{settings['HOST']}:{settings['PORT']}"
)
chdir = str(ROOT)

# Each worker makes the application itself, so that no database connection crosses a fork.
workers = settings["WORKERS"]
worker_class = "gthread"
threads = 4

# An import of a large sheet may take a while; a worker that is silent for longer than this is replaced.
timeout = 120
graceful_timeout = 10
keepalive = 5

# The portal writes its own trail. What gunicorn says matters only when something is wrong.
loglevel = "warning"
# Its remote control would leave a socket in the operator's home directory.
control_socket_disable = True
