namespace skiff::supervisor {}
