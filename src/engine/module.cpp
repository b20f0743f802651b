namespace skiff::engine {}
