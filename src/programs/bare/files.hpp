#pragma once

#include <sys/stat.h>

#include "memory.hpp"
#include "text.hpp"

namespace skiff::bare {

/// A file's text, cut at 1 MiB; `error` is errno where it could not be read.
struct FileText {
  Text text;
  int error = 0;
  bool is_read() const { return error == 0; }
};
/// `path` is terminated by a zero byte (a literal, or made by joined()).
FileText read_file(Arena& arena, Text path);
/// Target of a symbolic link; empty if it is none.
Text read_link(Arena& arena, Text path);

struct DirectoryEntry {
  Text name;
};
/// Names in a directory without . and .., sorted by bytes.
List<DirectoryEntry> list_directory(Arena& arena, Text path);

/// The halves of a device number, as stat(2) gives it.
inline std::uint32_t device_major(std::uint64_t number) { return static_cast<std::uint32_t>((number >> 8 & 0xFFF) | (number >> 32 & 0xFFFFF000)); }
inline std::uint32_t device_minor(std::uint64_t number) { return static_cast<std::uint32_t>((number & 0xFF) | (number >> 12 & 0xFFFFFF00)); }

/// lstat(2), or stat(2) where links are followed; 0 or -errno.
long inspect_path(Text path, bool is_following, struct stat& result);

}  // namespace skiff::bare
