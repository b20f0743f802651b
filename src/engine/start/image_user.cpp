#include "image_user.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

#include <skiff/base/text.hpp>
#include <skiff/sys/file.hpp>
#include <skiff/sys/idmap.hpp>
#include <skiff/sys/rooted.hpp>

namespace skiff::engine {

namespace {

constexpr std::size_t max_user_file = 1 << 20;

/// A file of the image, for looking up users: empty where there is none, or where the image's own links and modes hide it, as
/// with the peers. Never a device or a FIFO, which could make this process wait.
Result<std::string> read_user_file(const sys::Fd& root, const std::string& path) {
  auto file = sys::open_in_root(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (!file) {
    const int number = file.error().errno_value();
    // ENXIO, ENODEV: a socket, or a device without a driver.
    if (number == ENOENT || number == ENOTDIR || number == ELOOP || number == EACCES) return std::string();
    if (number == ENXIO || number == ENODEV) return fail(ErrorKind::invalid, "it is not a regular file");
    return std::unexpected(std::move(file).error());
  }
  TRY_ASSIGN(const struct stat status, sys::stat_of(*file));
  if (!S_ISREG(status.st_mode)) return fail(ErrorKind::invalid, "it is not a regular file");
  if (status.st_size > static_cast<off_t>(max_user_file)) return fail(ErrorKind::invalid, "it is larger than {} MiB", max_user_file >> 20);
  return sys::read_all(*file, max_user_file);
}

/// One of the two files, and why it cannot be used, if so.
struct UserFile {
  UserFile(const sys::Fd& root, const char* path) {
    auto read = read_user_file(root, path);
    if (read)
      text = *std::move(read);
    else
      fault = read.error().text();
  }
  std::string text;
  std::string fault;
};

}  // namespace

MappedIds MappedIds::read() {
  MappedIds ids;
  ids.users_ = read_map("/proc/self/uid_map");
  ids.groups_ = read_map("/proc/self/gid_map");
  return ids;
}

MappedIds MappedIds::all() {
  MappedIds ids;
  ids.users_ = {every_id};
  ids.groups_ = {every_id};
  return ids;
}

/// All ids, where the map cannot be read.
std::vector<MappedIds::Range> MappedIds::read_map(const char* path) {
  const auto map = sys::read_kernel_file(path);
  if (!map) return {every_id};
  std::vector<Range> ranges;
  for (const std::string_view line : base::split(*map, '\n')) {
    std::vector<std::uint64_t> numbers;
    for (const std::string_view field : base::split(line, ' '))
      if (const auto number = base::parse_unsigned(field)) numbers.push_back(*number);
    if (numbers.size() == 3) ranges.push_back({numbers[0], numbers[1], numbers[2]});
  }
  return ranges;
}

bool MappedIds::has(const std::vector<Range>& ranges, std::uint32_t id) {
  return std::ranges::any_of(ranges, [id](const Range& range) { return id >= range.first && id - range.first < range.count; });
}

/// Ranges that follow each other are one: what lies outside does not matter here.
std::string MappedIds::text_of(const std::vector<Range>& ranges) {
  std::vector<Range> joined;
  for (const Range& range : ranges) {
    if (!joined.empty() && joined.back().first + joined.back().count == range.first)
      joined.back().count += range.count;
    else
      joined.push_back(range);
  }
  if (joined.size() == 1 && joined[0].count == 1) return fmt::format("only id {} exists here", joined[0].first);
  std::vector<std::string> texts;
  for (const Range& range : joined)
    texts.push_back(range.count == 1 ? std::to_string(range.first) : fmt::format("{} to {}", range.first, range.first + range.count - 1));
  return fmt::format("ids {} exist here", base::join(texts, ", "));
}

std::string MappedIds::hint() const {
  if (is_on_host_) return "for more: " + sys::how_to_add_ids("$USER");
  return "for more, give the user that runs skiff subordinate ids in /etc/subuid and /etc/subgid";
}

std::uint32_t MappedIds::last_group() const {
  constexpr std::uint64_t most = 0x7FFFFFFF;
  std::uint64_t outside_of_0 = 0;
  for (const Range& range : groups_)
    if (range.first == 0) outside_of_0 = range.outside;
  std::uint64_t last = 0;
  for (const Range& range : groups_)
    if (range.outside >= outside_of_0 && range.count > 0) last = std::max(last, range.first + range.count - 1);
  return static_cast<std::uint32_t>(std::min(last, most));
}

Result<spec::User> look_up_user(const sys::Fd& root, const std::string& text, const MappedIds& ids) {
  const UserFile passwd(root, "/etc/passwd");
  const UserFile group(root, "/etc/group");
  // As podman: a program that cannot be run as this user is one that cannot be run (126).
  auto found = spec::find_user(text, {passwd.text, group.text, passwd.fault, group.fault});
  if (!found) {
    found.error().with_kind(ErrorKind::not_invokable);
    return std::unexpected(std::move(found).error());
  }
  spec::User user = *std::move(found);
  const bool has_user = ids.has_user(user.uid);
  if (!has_user || !ids.has_group(user.gid)) {
    return std::unexpected(
        Error(ErrorKind::not_invokable,
              has_user ? fmt::format("group {} cannot be had: {}", user.gid, ids.group_text())
                       : fmt::format("user {} cannot be had: {}", user.uid, ids.user_text()))
            .with_hint(ids.hint()));
  }
  // A further group that cannot be had is dropped: the kernel would refuse the whole list.
  std::erase_if(user.groups, [&ids](std::uint32_t gid) { return !ids.has_group(gid); });
  return user;
}

}  // namespace skiff::engine
