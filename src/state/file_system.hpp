#pragma once

#include <optional>
#include <string_view>

namespace skiff::state {

/// The name of a file system on which skiff's store cannot be, by its statfs(2) f_type; nothing for all others.
/// A store needs locks that the kernel frees with their process, and renames that no other machine can race.
std::optional<std::string_view> refused_file_system(long type);

}  // namespace skiff::state
