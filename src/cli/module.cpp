namespace skiff::cli {}
