#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <skiff/base/result.hpp>

/// Users of an image: what --user says, and what the image's own /etc/passwd and /etc/group say of it (passwd(5), group(5)).
/// Parsed by skiff itself: no library of the host or of the image has a say (NSS).
namespace skiff::spec {

struct User {
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::vector<std::uint32_t> groups;  ///< supplementary; without the primary
  std::string home = "/";
  std::string name;                   ///< "" where the image has none
};

/// Texts of the image's files; empty where it has none. At most 1 MiB each; at most 65,536 lines are read.
struct UserFiles {
  std::string_view passwd;
  std::string_view group;
  std::string_view passwd_fault;  ///< why a file cannot be used, said where a name would have to be looked up in it
  std::string_view group_fault;
};

/// Looks up "", "name", "uid", "name:group", "uid:gid" and so on; "" is root. Numbers are whole decimal texts from 0 to
/// 2^31-2. A name that the image does not have is an error, a number need not be known. Errors: invalid, not_found.
Result<User> find_user(std::string_view text, const UserFiles& files);

}  // namespace skiff::spec
