"""Flask-AppBuilder checks its own argument schemas at every request of the API (5 ms); here each is checked once.

No upstream issue is known. It can go when ``flask_appbuilder.api.rison`` keeps its validators.
"""

from __future__ import annotations

from typing import Any

import jsonschema  # type: ignore[import-untyped]
from flask_appbuilder import api


class KnownSchemas:
    """Stands where ``flask_appbuilder.api`` looks for the package jsonschema."""

    ValidationError = jsonschema.ValidationError

    def __init__(self) -> None:
        self._validators: dict[int, Any] = {}

    def validate(self, instance: Any, schema: dict[str, Any]) -> None:
        """Raises jsonschema.ValidationError, as ``jsonschema.validate`` does."""
        validator = self._validators.get(id(schema))
        if validator is None or validator.schema is not schema:
            kind = jsonschema.validators.validator_for(schema)
            kind.check_schema(schema)
            validator = self._validators[id(schema)] = kind(schema)
        error = jsonschema.exceptions.best_match(validator.iter_errors(instance))
        if error is not None:
            raise error


def install() -> None:
    if not isinstance(api.jsonschema, KnownSchemas):
        api.jsonschema = KnownSchemas()
