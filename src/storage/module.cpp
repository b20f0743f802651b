namespace skiff::storage {}
