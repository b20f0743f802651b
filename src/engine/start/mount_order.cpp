#include "mount_order.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/sys/rooted.hpp>

namespace skiff::engine {

namespace {

constexpr int most_links = 40;

/// One part of a path: what it is if it is there, and where it leads if it is a link.
struct Part {
  sys::Fd file;
  std::optional<std::string> target;
};

/// `name` in a directory that may be missing itself.
Result<Part> part_at(const sys::Fd& parent, const std::string& name) {
  Part part;
  if (!parent.is_open()) return part;
  auto file = sys::open_in_root(parent, name, O_PATH | O_NOFOLLOW, sys::Links::refused);
  if (!file) {
    const int number = file.error().errno_value();
    if (number == ENOENT || number == ENOTDIR || number == EACCES) return part;
    return std::unexpected(std::move(file).error());
  }
  part.file = *std::move(file);
  TRY_ASSIGN(const struct stat status, sys::stat_of(part.file));
  if (!S_ISLNK(status.st_mode)) return part;
  std::string target(PATH_MAX, '\0');
  const ssize_t length = readlinkat(part.file.get(), "", target.data(), target.size());
  if (length < 0) return fail_errno(errno, "cannot read a link");
  target.resize(static_cast<std::size_t>(length));
  part.target = std::move(target);
  return part;
}

/// A directory of which no part is a link; a closed one if it is missing.
sys::Fd directory_at(const sys::Fd& root, const std::string& path) {
  auto directory = sys::open_in_root(root, path, O_PATH | O_DIRECTORY, sys::Links::refused);
  return directory ? *std::move(directory) : sys::Fd();
}

/// In the order in which they are taken: from the back.
void add_parts(std::vector<std::string>& parts, std::string_view path) {
  const auto added = base::split(path, '/');
  for (auto part = added.rbegin(); part != added.rend(); ++part)
    if (!part->empty() && *part != ".") parts.emplace_back(*part);
}

bool has_no_link(const sys::Fd& root, const std::string& path) {
  const auto file = sys::open_in_root(root, path, O_PATH | O_NOFOLLOW, sys::Links::refused);
  if (!file) return false;
  const auto status = sys::stat_of(*file);
  return status && !S_ISLNK(status->st_mode);
}

struct Placed {
  PreparedMount prepared;
  std::string place;  ///< its destination without links
};

/// What the runtime makes is mounted where it says, or not at all: its destinations may be no links.
Result<Placed> place(const sys::Fd& root, PreparedMount prepared) {
  if (!prepared.source.is_open()) {
    std::string destination = prepared.mount.destination;
    return Placed{std::move(prepared), std::move(destination)};
  }
  auto resolved = resolve_links(root, prepared.mount.destination);
  if (!resolved)
    return fail_with(std::move(resolved).error(), "cannot mount on {}", base::escape_control(prepared.mount.destination));
  return Placed{std::move(prepared), *std::move(resolved)};
}

/// Places that skiff's own mounts hold for the container's isolation. /dev can be had, but no link of the image leads to it.
Result<void> check_place(const Placed& users) {
  const std::string& destination = users.prepared.mount.destination;
  const std::string where = destination == users.place ? "" : fmt::format(", which leads to {}", base::escape_control(users.place));
  if (users.place == "/")
    return fail(ErrorKind::invalid, "cannot mount on {}{}: it is the container's root", base::escape_control(destination), where);
  const bool is_own = users.place == "/proc" || users.place.starts_with("/proc/") ||
                      (users.place == "/dev" && destination != "/dev");
  if (is_own)
    return fail(ErrorKind::invalid, "cannot mount on {}{}: it is a mount of the container's own",
                base::escape_control(destination), where);
  return {};
}

/// Below a /dev of the user's nothing is made, which would be made on the host; with "shared" a mount would reach it too.
bool is_possible_below(const spec::OciMount& standard, const PreparedMount& dev) {
  if (std::ranges::find(dev.mount.options, "shared") != dev.mount.options.end()) return false;
  const auto directory = sys::open_in_root(dev.source, standard.destination.substr(5), O_PATH | O_DIRECTORY, sys::Links::refused);
  return directory.has_value();
}

/// Files of the host are hidden under the container's /dev/null.
Result<void> check_dev(const PreparedMount& dev) {
  if (sys::open_in_root(dev.source, "null", O_PATH, sys::Links::refused)) return {};
  return fail(ErrorKind::invalid, "cannot mount {} on /dev: it has no device \"null\"", base::escape_control(dev.mount.source));
}

}  // namespace

Result<std::string> resolve_links(const sys::Fd& root, const std::string& path) {
  if (has_no_link(root, path)) return path;
  std::vector<std::string> parts;
  add_parts(parts, path);
  std::string resolved;
  sys::Fd at = directory_at(root, "");  // of `resolved`: from the root, a path of 2000 parts took seconds
  for (int links = 0; !parts.empty();) {
    const std::string name = std::move(parts.back());
    parts.pop_back();
    if (name == "..") {
      resolved.resize(resolved.empty() ? 0 : resolved.rfind('/'));
      at = directory_at(root, resolved);
      continue;
    }
    if (resolved.size() + 1 + name.size() >= PATH_MAX) return fail_errno(ENAMETOOLONG, "a link of the image is followed");
    TRY_ASSIGN(Part part, part_at(at, name));
    if (!part.target) {
      resolved += '/';
      resolved += name;
      at = std::move(part.file);
      continue;
    }
    if (++links > most_links) return fail_errno(ELOOP, "a link of the image is followed");
    if (part.target->starts_with('/')) {
      resolved.clear();
      at = directory_at(root, "");
    }
    add_parts(parts, *part.target);
  }
  return resolved.empty() ? "/" : resolved;
}

Result<std::vector<PreparedMount>> order_mounts(const sys::Fd& root, std::vector<PreparedMount> engines,
                                                std::vector<PreparedMount> users) {
  std::vector<Placed> all;
  const PreparedMount* dev = nullptr;
  for (PreparedMount& prepared : users) {
    TRY_ASSIGN(Placed placed, place(root, std::move(prepared)));
    TRY(check_place(placed));
    all.push_back(std::move(placed));
  }
  for (const Placed& placed : all)
    if (placed.place == "/dev") dev = &placed.prepared;
  if (dev != nullptr) TRY(check_dev(*dev));
  std::vector<Placed> kept;
  for (PreparedMount& prepared : engines) {
    TRY_ASSIGN(Placed placed, place(root, std::move(prepared)));
    const bool is_replaced = std::ranges::find(all, placed.place, &Placed::place) != all.end();
    const bool is_impossible =
        dev != nullptr && placed.place.starts_with("/dev/") && !is_possible_below(placed.prepared.mount, *dev);
    if (!is_replaced && !is_impossible) kept.push_back(std::move(placed));
  }
  kept.insert(kept.end(), std::make_move_iterator(all.begin()), std::make_move_iterator(all.end()));
  std::ranges::stable_sort(kept, {}, [](const Placed& placed) { return std::ranges::count(placed.place, '/'); });
  std::vector<PreparedMount> ordered;
  for (Placed& placed : kept) ordered.push_back(std::move(placed.prepared));
  return ordered;
}

}  // namespace skiff::engine
