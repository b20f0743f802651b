#pragma once

#include <cstdint>
#include <string>

#include <skiff/base/result.hpp>
#include <skiff/spec/user.hpp>
#include <skiff/sys/fd.hpp>

namespace skiff::engine {

/// Whether an id has a meaning in the current user namespace; `map_path` is /proc/self/uid_map or gid_map.
bool is_mapped(const char* map_path, std::uint32_t id);

/// The user of --user (or the image's) by the image's own /etc/passwd and /etc/group below `root`, never by a library.
/// Errors: not_found (no such name), invalid (an id outside the user namespace's map, with the line to add to /etc/subuid).
Result<spec::User> look_up_user(const sys::Fd& root, const std::string& text);

}  // namespace skiff::engine
