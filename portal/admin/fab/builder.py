"""AppBuilder without the routes that the portal replaces: ``/back``, ``/lang``, menu API, user screens."""

from __future__ import annotations

from flask_appbuilder import AppBuilder

from portal.admin.fab.open_api import PortalOpenApi


class PortalBuilder(AppBuilder):
    def _add_admin_views(self) -> None:
        self._indexview = self.add_view_no_menu(self.indexview)
        self.sm.register_views()
        self.add_api(PortalOpenApi)

    def _add_menu_permissions(self, update_perms: bool = False) -> None:
        """Menus follow the permission table (admin/shell.py); they have no permissions of their own."""
