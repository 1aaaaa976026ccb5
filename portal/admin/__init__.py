"""The administration: Flask-AppBuilder lives here. One generated screen and one API per register."""
