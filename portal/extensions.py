"""The extensions, made once and bound to an application in create_app."""

from __future__ import annotations

from flask_appbuilder.models.sqla.base import SQLA
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

from portal.models import Model

# The portal's tables and Flask-AppBuilder's stand in one metadata, or Alembic would see none.
db = SQLA(metadata=Model.metadata)
migrate = Migrate(db=db, render_as_batch=True, compare_type=True)
csrf = CSRFProtect()
