#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/spec/user.hpp>
#include <skiff/sys/fd.hpp>

namespace skiff::engine {

/// Which ids have a meaning in the current user namespace, read once.
class MappedIds {
 public:
  static MappedIds read();
  /// In the initial user namespace.
  static MappedIds all();
  bool has_user(std::uint32_t uid) const { return has(users_, uid); }
  bool has_group(std::uint32_t gid) const { return has(groups_, gid); }
  /// "ids 0 to 65536 exist here".
  std::string user_text() const { return text_of(users_); }
  std::string group_text() const { return text_of(groups_); }
  /// Another root directory was entered: the host's files say nothing any more of how to have more ids.
  void leave_host() { is_on_host_ = false; }
  std::string hint() const;
  /// The largest group that, as the host numbers them, does not come before group 0; at most 2^31-1.
  std::uint32_t last_group() const;

 private:
  struct Range {
    std::uint64_t first;
    std::uint64_t outside;  ///< what the parent namespace calls the first
    std::uint64_t count;
  };
  static constexpr Range every_id{0, 0, std::uint64_t{1} << 32};
  static std::vector<Range> read_map(const char* path);
  static std::string text_of(const std::vector<Range>& ranges);
  static bool has(const std::vector<Range>& ranges, std::uint32_t id);
  std::vector<Range> users_;
  std::vector<Range> groups_;
  bool is_on_host_ = true;
};

/// The user of --user (or the image's) by the image's own /etc/passwd and /etc/group below `root`, never by a library.
/// Numbers need no file: one that is missing, no regular file or larger than 1 MiB is as if it were empty, but for a name.
/// Errors: not_invokable (no such name, a file that cannot be used for one, an id outside the user namespace's map, with the
/// line to add to /etc/subuid).
Result<spec::User> look_up_user(const sys::Fd& root, const std::string& text, const MappedIds& ids);

}  // namespace skiff::engine
