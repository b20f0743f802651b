namespace skiff::runtime {}
