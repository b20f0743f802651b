#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

/// User namespaces and their id maps (user_namespaces(7), subuid(5), newuidmap(1)).
namespace skiff::sys {

/// One line of /proc/PID/uid_map.
struct IdRange {
  std::uint32_t inside = 0;
  std::uint32_t outside = 0;
  std::uint32_t count = 0;
  bool operator==(const IdRange&) const = default;
};
BOOST_DESCRIBE_STRUCT(IdRange, (), (inside, outside, count))

/// Ranges of /etc/subuid or /etc/subgid for a user, by name or by number, in the file's order. Lines that cannot be read
/// are skipped.
std::vector<IdRange> subordinate_ranges(std::string_view file, const std::string& user, std::uint32_t id);

/// The map of a user's namespace: 0 is the caller, then the subordinate ranges from 1 on. At most 340 ranges (4.15).
std::vector<IdRange> map_of(std::uint32_t caller, const std::vector<IdRange>& subordinate);

/// Whether every id that `part` maps is mapped to the same one by `map`.
bool has_ranges(const std::vector<IdRange>& map, const std::vector<IdRange>& part);

struct IdMaps {
  std::vector<IdRange> users;
  std::vector<IdRange> groups;
  /// Both are just the caller: written without a helper, and setgroups(2) is denied inside.
  bool is_single() const { return users.size() == 1 && users[0].count == 1 && groups.size() == 1 && groups[0].count == 1; }
  bool operator==(const IdMaps&) const = default;
};

/// The caller's maps from /etc/subuid and /etc/subgid; single where a range or a helper (newuidmap, newgidmap) is missing.
Result<IdMaps> own_id_maps();

/// 65536 ids from 100000 on, behind all ranges that the texts of /etc/subuid and /etc/subgid give to anybody.
IdRange free_range(std::string_view users, std::string_view groups);
/// What a person types to have subordinate ids: "sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 NAME",
/// with what must be installed before.
std::string how_to_add_ids(std::string_view name);

/// Makes a user namespace with these maps: a process that unshares it and ends when the maps stand, newuidmap and
/// newgidmap side by side. Errors: denied (the kernel or AppArmor forbids user namespaces), io (a helper failed; its words).
Result<Fd> make_user_namespace(const IdMaps& maps);

}  // namespace skiff::sys
