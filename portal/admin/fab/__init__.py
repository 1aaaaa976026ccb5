"""What is done to Flask-AppBuilder, one small file each, with the reason and the upstream number."""
