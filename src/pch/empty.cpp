// See meson.build: the target that has the precompiled header made needs a source.
