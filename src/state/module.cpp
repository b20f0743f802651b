namespace skiff::state {}
