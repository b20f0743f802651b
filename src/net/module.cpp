namespace skiff::net {}
