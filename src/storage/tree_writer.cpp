#include "tree_writer.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/sys/rooted.hpp>

namespace skiff::storage {

namespace {

constexpr std::uint64_t max_entries = 4'000'000;
constexpr std::size_t max_implied = 50'000;
constexpr std::size_t max_implied_bytes = std::size_t{8} << 20;  // half of what the record may have
constexpr std::size_t max_left_out = 10'000;

timespec time_of(const ArchiveEntry& entry) { return {entry.modified_seconds, entry.modified_nanoseconds}; }

std::string joined(const EntryPath& path, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) text += '/';
    text += path.parts[i];
  }
  return text;
}

}  // namespace

void TreeWriter::forget_parent() {
  parent_path_.clear();
  parent_.close();
}

Result<void> TreeWriter::add(const ArchiveEntry& entry, TarReader& reader) {
  if (++record_.entries > max_entries) return fail(ErrorKind::corrupt, "the archive has more than {} entries", max_entries);
  // As docker and podman: an entry without a name says nothing of any file.
  if (entry.name.empty()) return {};
  TRY_ASSIGN(const EntryPath path, parse_entry_path(entry.name));
  if (path.parts.empty()) return add_root(entry);
  TRY(open_parent(path));
  const std::string name(path.parts.back());
  TRY_ASSIGN(const WhiteoutName whiteout, parse_whiteout(name));
  if (whiteout.kind != Whiteout::none) return add_whiteout(whiteout);
  switch (entry.type) {
    case EntryType::directory: {
      TRY(add_directory(entry, name));
      times_.push_back({joined(path, path.parts.size()), entry.modified_seconds,
                        static_cast<std::int32_t>(entry.modified_nanoseconds), static_cast<std::uint16_t>(entry.mode)});
      return {};
    }
    case EntryType::file: return add_file(entry, name, reader);
    case EntryType::hard_link: return add_hard_link(entry, path);
    case EntryType::character_device:
    case EntryType::block_device:
      // Overlay's own mark, as builders that pack an overlay directory write it: the name is gone.
      if (entry.type == EntryType::character_device && entry.major == 0 && entry.minor == 0) {
        TRY(vacate(name, false));
        return make_whiteout(name);
      }
      return leave_out(path);
    case EntryType::other: return fail(ErrorKind::corrupt, "it is of an unknown type");
    default: return add_node(entry, name);
  }
}

Result<void> TreeWriter::open_parent(const EntryPath& path) {
  const std::string text = joined(path, path.parts.size() - 1);
  if (parent_.is_open() && text == parent_path_) return {};
  forget_parent();
  auto opened = sys::open_in_root(root_, text, O_PATH | O_DIRECTORY);
  if (!opened && (opened.error().errno_value() == ENOENT || opened.error().errno_value() == ENOTDIR)) {
    TRY(make_parents(path));
    opened = sys::open_in_root(root_, text, O_PATH | O_DIRECTORY);
  }
  TRY_ASSIGN(parent_, std::move(opened));
  parent_path_ = text;
  return {};
}

/// Each missing directory on the way; a whiteout on the way (".wh.x" came before "x/y") becomes an opaque directory.
Result<void> TreeWriter::make_parents(const EntryPath& path) {
  TRY_ASSIGN(parent_, sys::open_in_root(root_, ".", O_PATH | O_DIRECTORY));
  for (std::size_t i = 0; i + 1 < path.parts.size(); ++i) {
    const std::string walked = joined(path, i + 1);
    auto next = sys::open_in_root(root_, walked, O_PATH | O_DIRECTORY);
    if (!next) {
      const std::string name(path.parts[i]);
      const bool was_whiteout = is_whiteout(name);
      if (was_whiteout && unlinkat(parent_.get(), name.c_str(), 0) != 0) return fail_errno(errno, "cannot replace a whiteout");
      if (!was_whiteout && next.error().errno_value() != ENOENT) return std::unexpected(std::move(next).error());
      TRY(make_implied(parent_, name));
      next = sys::open_in_root(root_, walked, O_PATH | O_DIRECTORY);
      if (next && was_whiteout) TRY(mark_opaque(*next));
    }
    TRY_ASSIGN(parent_, std::move(next));
  }
  return {};
}

Result<void> TreeWriter::make_implied(const sys::Fd& parent, const std::string& name) {
  if (mkdirat(parent.get(), name.c_str(), 0755) != 0)
    return fail_errno(errno, "cannot make directory {}", base::escape_control(name, 300));
  if (implied_.size() == max_implied)
    return fail(ErrorKind::corrupt, "more than {} directories have no entry of their own", max_implied);
  TRY_ASSIGN(const struct stat status, sys::stat_at(parent, name));
  implied_.insert(status.st_ino);
  return {};
}

bool TreeWriter::is_whiteout(const std::string& name) const {
  struct stat status {};
  return fstatat(parent_.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISCHR(status.st_mode) &&
         status.st_rdev == makedev(0, 0);
}

/// Makes room for an entry; true if what was there is a whiteout of this archive. A directory stays for a directory.
Result<bool> TreeWriter::vacate(const std::string& name, bool is_directory_wanted) {
  struct stat status {};
  if (fstatat(parent_.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT) return false;
    return fail_errno(errno, "cannot look at it");
  }
  const bool was_whiteout = S_ISCHR(status.st_mode) && status.st_rdev == makedev(0, 0);
  if (S_ISDIR(status.st_mode) && is_directory_wanted) return false;
  // What is replaced may be on the way to the directory that is held open.
  const sys::Fd parent = std::move(parent_);
  TRY(sys::remove_tree(parent, name));
  if (S_ISDIR(status.st_mode) || S_ISLNK(status.st_mode)) {
    const std::string path = std::exchange(parent_path_, {});
    TRY_ASSIGN(parent_, sys::open_in_root(root_, path, O_PATH | O_DIRECTORY));
    parent_path_ = path;
  } else {
    TRY_ASSIGN(parent_, parent.duplicate());
  }
  return was_whiteout;
}

Result<void> TreeWriter::mark_opaque(const sys::Fd& directory) {
  TRY_ASSIGN(const sys::Fd readable, sys::open_in_root(directory, ".", O_RDONLY | O_DIRECTORY));
  const char* name = options_.has_trusted ? "trusted.overlay.opaque" : "user.overlay.opaque";
  if (fsetxattr(readable.get(), name, "y", 1, 0) != 0) {
    Error error(base::kind_of_errno(errno), fmt::format("cannot set {}", name), errno);
    if (errno == EOPNOTSUPP) error.with_hint("the file system below skiff's root needs extended attributes");
    return std::unexpected(std::move(error));
  }
  return {};
}

Result<void> TreeWriter::add_whiteout(const WhiteoutName& whiteout) {
  if (whiteout.kind == Whiteout::ignored) return {};
  if (whiteout.kind == Whiteout::opaque) return mark_opaque(parent_);
  const std::string name(whiteout.target);
  struct stat status {};
  if (fstatat(parent_.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
    if (!S_ISDIR(status.st_mode)) return {};
    TRY_ASSIGN(const sys::Fd directory, sys::open_in_root(parent_, name, O_PATH | O_DIRECTORY, sys::Links::refused));
    return mark_opaque(directory);
  }
  return make_whiteout(name);
}

Result<void> TreeWriter::make_whiteout(const std::string& name) {
  // A device 0:0 may be made without CAP_MKNOD (Linux 5.8).
  if (mknodat(parent_.get(), name.c_str(), S_IFCHR, makedev(0, 0)) != 0) return fail_errno(errno, "cannot make a whiteout");
  return {};
}

Result<void> TreeWriter::add_root(const ArchiveEntry& entry) {
  // Another kind of entry can be no root, and there is one already.
  if (entry.type != EntryType::directory) return {};
  record_.has_root = true;
  TRY_ASSIGN(const sys::Fd directory, sys::open_in_root(root_, ".", O_RDONLY | O_DIRECTORY));
  TRY(set_directory(directory, entry));
  times_.push_back({"", entry.modified_seconds, static_cast<std::int32_t>(entry.modified_nanoseconds),
                    static_cast<std::uint16_t>(entry.mode)});
  return {};
}

Result<void> TreeWriter::add_directory(const ArchiveEntry& entry, const std::string& name) {
  TRY_ASSIGN(const bool was_whiteout, vacate(name, true));
  if (mkdirat(parent_.get(), name.c_str(), 0700) != 0 && errno != EEXIST) return fail_errno(errno, "cannot make the directory");
  TRY_ASSIGN(const sys::Fd directory, sys::open_in_root(parent_, name, O_RDONLY | O_DIRECTORY, sys::Links::refused));
  if (was_whiteout) TRY(mark_opaque(directory));
  if (!implied_.empty()) {
    TRY_ASSIGN(const struct stat status, sys::stat_of(directory));
    implied_.erase(status.st_ino);
  }
  return set_directory(directory, entry);
}

/// setgid comes at the end: what is made below must not inherit the group.
Result<void> TreeWriter::set_directory(const sys::Fd& directory, const ArchiveEntry& entry) {
  TRY(set_owner(directory.get(), "", entry));
  if (fchmod(directory.get(), entry.mode & ~static_cast<mode_t>(S_ISGID)) != 0) return fail_errno(errno, "cannot set its mode");
  return set_xattrs(directory, entry);
}

Result<void> TreeWriter::take_space(std::uint64_t bytes) {
  if (bytes > options_.space || used_ > options_.space - bytes)
    return fail(ErrorKind::no_space, "the files of the archive need more than the {} MiB that are free", options_.space >> 20);
  used_ += bytes;
  return {};
}

Result<void> TreeWriter::add_file(const ArchiveEntry& entry, const std::string& name, TarReader& reader) {
  constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  sys::Fd file(openat(parent_.get(), name.c_str(), flags, entry.mode & 0777));
  if (!file.is_open() && errno == EEXIST) {
    TRY(vacate(name, false));
    file = sys::Fd(openat(parent_.get(), name.c_str(), flags, entry.mode & 0777));
  }
  if (!file.is_open()) return fail_errno(errno, "cannot make the file");
  TRY(write_content(file, entry, reader));
  record_.size += entry.size;
  TRY(set_owner(file.get(), "", entry));
  if ((entry.mode & 07000) != 0 && fchmod(file.get(), entry.mode) != 0) return fail_errno(errno, "cannot set its mode");
  TRY(set_xattrs(file, entry));
  const timespec times[2] = {{0, UTIME_OMIT}, time_of(entry)};
  if (futimens(file.get(), times) != 0) return fail_errno(errno, "cannot set its time");
  return {};
}

Result<void> TreeWriter::write_content(const sys::Fd& file, const ArchiveEntry& entry, TarReader& reader) {
  std::uint64_t end = 0;
  while (true) {
    TRY_ASSIGN(TarReader::Block block, reader.read());
    if (block.bytes.empty()) break;
    if (block.offset > entry.size || block.bytes.size() > entry.size - block.offset)
      return fail(ErrorKind::corrupt, "its content is larger than its size");
    TRY(take_space(block.bytes.size()));
    end = block.offset + block.bytes.size();
    while (!block.bytes.empty()) {
      const ssize_t written = pwrite(file.get(), block.bytes.data(), block.bytes.size(), static_cast<off_t>(block.offset));
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return fail_errno(errno, "cannot write it");
      block.bytes.remove_prefix(static_cast<std::size_t>(written));
      block.offset += static_cast<std::uint64_t>(written);
    }
  }
  if (end < entry.size && ftruncate(file.get(), static_cast<off_t>(entry.size)) != 0)
    return fail_errno(errno, "cannot set its size of {} bytes", entry.size);
  return {};
}

Result<void> TreeWriter::add_hard_link(const ArchiveEntry& entry, const EntryPath& path) {
  const std::string name(path.parts.back());
  const std::string shown = base::escape_control(entry.link, 300);
  auto target = parse_entry_path(entry.link);
  if (!target) return fail_with(std::move(target).error(), "its target {}", shown);
  if (target->parts.empty()) return fail(ErrorKind::corrupt, "it links to the root");
  auto parent = sys::open_in_root(root_, joined(*target, target->parts.size() - 1), O_PATH | O_DIRECTORY);
  const std::string target_name(target->parts.back());
  struct stat status {};
  if (!parent || fstatat(parent->get(), target_name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    if (left_out_.contains(joined(*target, target->parts.size()))) return leave_out(path);
    return fail(ErrorKind::corrupt, "it links to {}, which is not in the archive before it", shown);
  }
  if (S_ISDIR(status.st_mode) || (S_ISCHR(status.st_mode) && status.st_rdev == makedev(0, 0)))
    return fail(ErrorKind::corrupt, "it links to {}, which is not a file", shown);
  struct stat present {};
  if (fstatat(parent_.get(), name.c_str(), &present, AT_SYMLINK_NOFOLLOW) == 0 && present.st_ino == status.st_ino) return {};
  TRY(vacate(name, false));
  if (linkat(parent->get(), target_name.c_str(), parent_.get(), name.c_str(), 0) != 0)
    return fail_errno(errno, "cannot link it to {}", shown);
  return {};
}

/// No device of an image is made, by root neither: a node of the host's disk in a folder below ROOT would open that disk
/// to each process that gets at the folder. Nothing is lost: a container's /dev has its own, and none works elsewhere in
/// it (its file systems are mounted nodev). The blob keeps the entry.
Result<void> TreeWriter::leave_out(const EntryPath& path) {
  TRY(vacate(std::string(path.parts.back()), false));
  ++record_.skipped_devices;
  if (left_out_.size() < max_left_out) left_out_.insert(joined(path, path.parts.size()));
  return {};
}

Result<void> TreeWriter::add_node(const ArchiveEntry& entry, const std::string& name) {
  TRY(vacate(name, false));
  const int result = entry.type == EntryType::symbolic_link
                         ? symlinkat(entry.link.c_str(), parent_.get(), name.c_str())
                         : mknodat(parent_.get(), name.c_str(), S_IFIFO | (entry.mode & 07777), 0);
  if (result != 0) return fail_errno(errno, "cannot make it");
  TRY(set_owner(parent_.get(), name.c_str(), entry));
  // By name, since a fifo cannot be opened here without waiting: the root of this process is the layer, which no other
  // writes, so that there is no link in its place and none could lead out.
  if (entry.type != EntryType::symbolic_link && (entry.mode & 07000) != 0 &&
      fchmodat(parent_.get(), name.c_str(), entry.mode, 0) != 0)
    return fail_errno(errno, "cannot set its mode");
  const timespec times[2] = {{0, UTIME_OMIT}, time_of(entry)};
  if (utimensat(parent_.get(), name.c_str(), times, AT_SYMLINK_NOFOLLOW) != 0) return fail_errno(errno, "cannot set its time");
  return {};
}

/// An empty name means `parent` itself.
Result<void> TreeWriter::set_owner(int parent, const char* name, const ArchiveEntry& entry) {
  if (options_.is_single) {
    record_.is_squashed = record_.is_squashed || entry.uid != 0 || entry.gid != 0;
    return {};
  }
  const bool is_directory = *name == '\0' && entry.type == EntryType::directory;
  if (entry.uid == 0 && entry.gid == 0 && !is_directory) return {};
  const bool is_representable = entry.uid < 0xFFFFFFFFU && entry.gid < 0xFFFFFFFFU;
  if (is_representable && fchownat(parent, name, static_cast<uid_t>(entry.uid), static_cast<gid_t>(entry.gid),
                                   AT_SYMLINK_NOFOLLOW | (*name == '\0' ? AT_EMPTY_PATH : 0)) == 0)
    return {};
  if (is_representable && errno != EINVAL) return fail_errno(errno, "cannot set its owner {}:{}", entry.uid, entry.gid);
  return std::unexpected(
      Error(ErrorKind::unsupported, fmt::format("its owner {}:{} is not in the map of subordinate ids", entry.uid, entry.gid))
          .with_hint(fmt::format("give yourself more ids: a line as NAME:100000:{} in /etc/subuid and in /etc/subgid, with "
                                 "your own name and a range that nobody else has",
                                 std::max<std::uint64_t>({65536, entry.uid + 1, entry.gid + 1}))));
}

namespace {

/// A capability of revision 3 (capabilities(7)) names the root of the user namespace in which its archive was made,
/// which is nobody here: it becomes one of revision 2, and the kernel notes the root of the one in which it is set.
std::string without_root_id(const std::string& capability) {
  constexpr std::size_t size_2 = 20;  // vfs_cap_data of linux/capability.h
  constexpr std::size_t size_3 = 24;  // vfs_ns_cap_data
  constexpr std::size_t revision_at = 3;
  if (capability.size() != size_3 || capability[revision_at] != 3) return capability;
  std::string changed = capability.substr(0, size_2);
  changed[revision_at] = 2;
  return changed;
}

}  // namespace

Result<void> TreeWriter::set_xattrs(const sys::Fd& file, const ArchiveEntry& entry) {
  for (const auto& [name, value] : entry.xattrs) {
    // What overlay noted of a directory that was packed (origin, impure, opaque …) holds for that machine alone. Here
    // only this engine's own marks count.
    if (name.starts_with("user.overlay.")) continue;
    if (name != "security.capability" && !name.starts_with("user.")) continue;
    const std::string set = name == "security.capability" ? without_root_id(value) : value;
    if (fsetxattr(file.get(), name.c_str(), set.data(), set.size(), 0) == 0) continue;
    if (name.starts_with("user.") && errno == EOPNOTSUPP) continue;
    return fail_errno(errno, "cannot set its attribute {}", base::escape_control(name, 100));
  }
  return {};
}

Result<LayerRecord> TreeWriter::finish() {
  forget_parent();
  for (const DirectoryTime& time : times_) {
    // Replaced meanwhile by something else: then its entry has set what is to be set.
    const auto directory = sys::open_in_root(root_, time.path, O_RDONLY | O_DIRECTORY | (time.path.empty() ? 0 : O_NOFOLLOW));
    if (!directory) continue;
    if ((time.mode & S_ISGID) != 0 && fchmod(directory->get(), time.mode) != 0)
      return fail_errno(errno, "cannot set the mode of {}", base::escape_control(time.path, 200));
    const timespec times[2] = {{0, UTIME_OMIT}, {time.seconds, time.nanoseconds}};
    if (futimens(directory->get(), times) != 0)
      return fail_errno(errno, "cannot set the time of {}", base::escape_control(time.path, 200));
  }
  TRY(find_implied());
  std::ranges::sort(record_.implied);
  return std::move(record_);
}

Result<void> TreeWriter::record_implied(const std::string& path) {
  implied_bytes_ += path.size();
  if (implied_bytes_ > max_implied_bytes)
    return fail(ErrorKind::corrupt, "the names of directories without an entry of their own have more than {} MiB",
                max_implied_bytes >> 20);
  record_.implied.push_back(path);
  return {};
}

/// By paths, not by descriptors that are held: a tree may be deeper than a process may have files open.
Result<void> TreeWriter::find_implied() {
  std::vector<std::string> waiting = {""};
  while (!waiting.empty() && !implied_.empty()) {
    const std::string path = std::move(waiting.back());
    waiting.pop_back();
    const auto directory = sys::open_in_root(root_, path, O_RDONLY | O_DIRECTORY, sys::Links::refused);
    // What is deeper than the longest path (by links, an archive can make that) has no name that a record could give.
    if (!directory && directory.error().errno_value() == ENAMETOOLONG) continue;
    if (!directory) return std::unexpected(directory.error());
    TRY_ASSIGN(const auto names, sys::list_directory(*directory));
    for (const std::string& name : names) {
      TRY_ASSIGN(const struct stat status, sys::stat_at(*directory, name));
      if (!S_ISDIR(status.st_mode)) continue;
      std::string below = path.empty() ? name : path + "/" + name;
      if (implied_.erase(status.st_ino) == 1) TRY(record_implied(below));
      waiting.push_back(std::move(below));
    }
  }
  return {};
}

}  // namespace skiff::storage
