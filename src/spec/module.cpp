namespace skiff::spec {}
