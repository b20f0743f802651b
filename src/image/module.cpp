namespace skiff::image {}
