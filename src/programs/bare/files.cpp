#include "files.hpp"

#include <cerrno>
#include <fcntl.h>

namespace skiff::bare {

namespace {

constexpr std::size_t file_limit = std::size_t{1} << 20;

struct KernelDirectoryEntry {
  std::uint64_t inode;
  std::int64_t offset;
  std::uint16_t size;
  std::uint8_t type;
  char name[1];
};

}  // namespace

FileText read_file(Arena& arena, Text path) {
  const long descriptor = call(SYS_openat, AT_FDCWD, path.data(), O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  if (descriptor < 0) return {{}, static_cast<int>(-descriptor)};
  std::size_t capacity = 4096;
  std::size_t used = 0;
  char* bytes = static_cast<char*>(arena.take(capacity));
  long error = bytes == nullptr ? -ENOMEM : 0;
  while (error == 0) {
    if (used == capacity) {
      if (capacity >= file_limit) break;
      // an arena grows at its end: the next piece follows this one unless something else was taken
      char* larger = static_cast<char*>(arena.take(capacity * 2));
      if (larger == nullptr) break;
      for (std::size_t i = 0; i < used; ++i) larger[i] = bytes[i];
      bytes = larger;
      capacity *= 2;
    }
    const long count = call(SYS_read, descriptor, bytes + used, capacity - used);
    if (count == -EINTR) continue;
    if (count < 0) error = count;
    if (count <= 0) break;
    used += static_cast<std::size_t>(count);
  }
  call(SYS_close, descriptor);
  return {{bytes, used}, static_cast<int>(-error)};
}

Text read_link(Arena& arena, Text path) {
  constexpr std::size_t capacity = 4096;
  char* bytes = static_cast<char*>(arena.take(capacity));
  if (bytes == nullptr) return {};
  const long size = call(SYS_readlinkat, AT_FDCWD, path.data(), bytes, capacity);
  return size < 0 ? Text() : Text(bytes, static_cast<std::size_t>(size));
}

List<DirectoryEntry> list_directory(Arena& arena, Text path) {
  List<DirectoryEntry> result;
  const long descriptor = call(SYS_openat, AT_FDCWD, path.data(), O_RDONLY | O_CLOEXEC | O_DIRECTORY, 0);
  if (descriptor < 0) return result;
  alignas(8) char buffer[4096];
  for (;;) {
    const long size = call(SYS_getdents64, descriptor, buffer, sizeof buffer);
    if (size <= 0) break;
    for (long at = 0; at < size;) {
      const auto* entry = reinterpret_cast<const KernelDirectoryEntry*>(buffer + at);
      at += entry->size;
      const Text name(entry->name);
      if (name != "." && name != "..") result.add(arena, {joined(arena, name, "")});
    }
  }
  call(SYS_close, descriptor);
  // few entries: insertion sort
  for (DirectoryEntry* i = result.begin(); i != result.end(); ++i) {
    for (DirectoryEntry* j = i; j != result.begin() && less(j[0].name, j[-1].name); --j) {
      const DirectoryEntry moved = j[0];
      j[0] = j[-1];
      j[-1] = moved;
    }
  }
  return result;
}

long inspect_path(Text path, bool is_following, struct stat& result) {
  return call(SYS_newfstatat, AT_FDCWD, path.data(), &result, is_following ? 0 : AT_SYMLINK_NOFOLLOW);
}

}  // namespace skiff::bare
