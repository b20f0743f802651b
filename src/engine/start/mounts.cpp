#include "mounts.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/spec/mount_spec.hpp>
#include <skiff/spec/volume_source.hpp>
#include <skiff/storage/copy_tree.hpp>
#include <skiff/sys/mount.hpp>
#include <skiff/sys/namespace.hpp>
#include <skiff/sys/process.hpp>
#include <skiff/sys/rooted.hpp>
#include <skiff/sys/socket.hpp>

#include "volume/volume_use.hpp"

namespace skiff::engine {

namespace {

struct Attribute {
  std::string_view word;
  std::uint64_t set;
  std::uint64_t clear;
};
constexpr std::array attributes{Attribute{"nosuid", MOUNT_ATTR_NOSUID, 0}, Attribute{"suid", 0, MOUNT_ATTR_NOSUID},
                                Attribute{"nodev", MOUNT_ATTR_NODEV, 0},   Attribute{"dev", 0, MOUNT_ATTR_NODEV},
                                Attribute{"noexec", MOUNT_ATTR_NOEXEC, 0}, Attribute{"exec", 0, MOUNT_ATTR_NOEXEC},
                                Attribute{"ro", MOUNT_ATTR_RDONLY, 0},     Attribute{"rw", 0, 0}};
struct Propagation {
  std::string_view word;
  std::uint64_t flag;
};
constexpr std::array propagations{Propagation{"private", sys::propagate_private}, Propagation{"slave", sys::propagate_slave},
                                  Propagation{"shared", sys::propagate_shared},
                                  Propagation{"unbindable", sys::propagate_unbindable}};

/// "rslave" -> slave. Propagation is always set on the whole tree, as the peers do.
std::uint64_t propagation_of(const std::vector<std::string>& options) {
  for (const std::string& option : options)
    for (const Propagation& known : propagations)
      if (option == known.word || (option.starts_with('r') && option.substr(1) == known.word)) return known.flag;
  return sys::propagate_private;
}

/// What words change of the attributes `set`; others than those of attributes are left out.
std::uint64_t with_words(std::uint64_t set, const std::vector<std::string>& words) {
  for (const std::string& word : words)
    for (const Attribute& known : attributes)
      if (word == known.word) set = (set | known.set) & ~known.clear;
  return set;
}

/// Attributes of a bind or volume: nosuid and nodev unless the words say otherwise. A bind of the host's devices is made to use
/// them. A volume, which an image or an archive may have filled, never has devices that work.
Result<void> set_attributes_of(const sys::Fd& source, const spec::MountSpec& mount) {
  const std::uint64_t standard = MOUNT_ATTR_NOSUID | (spec::is_bind_of_devices(mount) ? 0 : MOUNT_ATTR_NODEV);
  sys::MountChange change{.set = with_words(standard, mount.options), .propagation = propagation_of(mount.options),
                          .is_recursive = true};
  if (mount.kind == spec::MountKind::volume) change.set |= MOUNT_ATTR_NODEV;
  if (mount.is_read_only) change.set |= MOUNT_ATTR_RDONLY;
  auto changed = sys::change_mount(source, change);
  if (!changed)
    return fail_with(std::move(changed).error(), "volume {}:{}", base::escape_control(mount.source),
                     base::escape_control(mount.destination));
  return {};
}

/// The missing directories of a host path, as the caller's own.
Result<void> make_host_directory(const std::string& path) {
  for (std::size_t at = path.find('/', 1);; at = path.find('/', at + 1)) {
    if (mkdir(path.substr(0, at).c_str(), 0755) != 0 && errno != EEXIST)
      return fail_errno(errno, "cannot make directory {} for -v", base::escape_control(path.substr(0, at)));
    if (at == std::string::npos) return {};
  }
}

Result<sys::Fd> copy_host_mount(const spec::MountSpec& mount) {
  const bool is_recursive = std::ranges::find(mount.options, "bind") == mount.options.end();
  auto source = sys::clone_mount(sys::Fd(), mount.source, is_recursive);
  if (!source && source.error().errno_value() == ENOENT && mount.is_source_made) {
    TRY(make_host_directory(mount.source));
    source = sys::clone_mount(sys::Fd(), mount.source, is_recursive);
  }
  if (source) return source;
  const Error error = std::move(source).error();
  Error clear(error.kind(), fmt::format("cannot mount {} on {}", base::escape_control(mount.source),
                                        base::escape_control(mount.destination)), error.errno_value());
  if (error.errno_value() == ENOENT) clear.with_hint("the source of this mount must exist: make it first");
  return std::unexpected(std::move(clear));
}

/// A bind of a directory that its user may not change attributes of (locked by the host) keeps the stricter ones.
Result<PreparedMount> prepare_bind(const spec::MountSpec& mount) {
  TRY_ASSIGN(sys::Fd source, copy_host_mount(mount));
  TRY_ASSIGN(const struct stat status, sys::stat_of(source));
  TRY(set_attributes_of(source, mount));
  PreparedMount prepared{{mount.destination, "bind", mount.source, {}}, std::move(source)};
  if (!S_ISDIR(status.st_mode)) prepared.mount.options.emplace_back("file");
  if (propagation_of(mount.options) == sys::propagate_shared) prepared.mount.options.emplace_back("shared");
  return prepared;
}

/// What the image has at the destination, or nothing if that is no directory.
std::optional<sys::Fd> image_directory(const MountPlace& place, const std::string& destination) {
  auto directory = sys::open_in_root(place.root, destination, O_RDONLY | O_DIRECTORY);
  if (!directory) return std::nullopt;
  return *std::move(directory);
}

/// Copies the image's files into an empty directory, once: its lock keeps two first starts apart. Whether it was this time.
Result<bool> fill_volume(const MountPlace& place, const spec::MountSpec& mount, const sys::Fd& volume, const sys::Fd& data) {
  const auto from = image_directory(place, mount.destination);
  if (!from) return false;
  TRY_ASSIGN(const auto lock,
             sys::FileLock::take(volume, "lock", sys::LockMode::exclusive, std::chrono::minutes(10)));
  TRY_ASSIGN(const auto names, sys::list_directory(data));
  if (!names.empty()) return false;
  TRY(storage::copy_tree(*from, data));
  return true;
}

/// What a tmpfs without a size may be filled with from the image: it is memory. Names cost memory too, which its size does
/// not count.
constexpr std::uint64_t most_copied_to_memory = 256 << 20;

Result<void> fill_tmpfs(const spec::MountSpec& mount, const sys::Fd& from, const sys::Fd& tmpfs) {
  const bool has_size =
      std::ranges::any_of(mount.options, [](const std::string& option) { return option.starts_with("size="); });
  // What fsmount(2) gives is O_PATH, on which nothing can be set.
  TRY_ASSIGN(const sys::Fd top, sys::open_in_root(tmpfs, ".", O_RDONLY | O_DIRECTORY));
  struct statvfs made {};
  if (fstatvfs(top.get(), &made) != 0) return fail_errno(errno, "cannot look at --tmpfs {}", base::escape_control(mount.destination));
  const std::uint64_t size = has_size ? std::uint64_t{made.f_blocks} * made.f_frsize : 0;
  auto filled = storage::copy_tree(from, top, std::max(size, most_copied_to_memory));
  if (filled) return {};
  Error error = std::move(filled).error();
  if (error.kind() == ErrorKind::no_space)
    error.with_hint("give --tmpfs another size=, or notmpcopyup: then it is empty");
  return fail_with(std::move(error), "cannot fill --tmpfs {} from the image", base::escape_control(mount.destination));
}

Result<PreparedMount> prepare_tmpfs(const MountPlace& place, const spec::MountSpec& mount) {
  std::vector<sys::MountParameter> parameters;
  bool has_mode = false;
  for (const std::string& option : mount.options) {
    if (std::ranges::find(attributes, option, &Attribute::word) != attributes.end()) continue;
    const base::Cut parts = base::cut(option, '=');
    has_mode = has_mode || parts.before == "mode";
    parameters.push_back({std::string(parts.before), std::string(parts.after.value_or(""))});
  }
  const auto from = image_directory(place, mount.destination);
  if (!has_mode) {
    struct stat status {};
    const bool is_there = from && fstat(from->get(), &status) == 0;
    parameters.push_back({"mode", fmt::format("{:o}", is_there ? status.st_mode & 07777 : 01777)});
  }
  if (!mount.source.empty()) parameters.push_back({"source", mount.source});
  const std::uint64_t set = with_words(MOUNT_ATTR_NOSUID, mount.options) | MOUNT_ATTR_NODEV;
  auto source = sys::make_mount("tmpfs", parameters, set & ~std::uint64_t{MOUNT_ATTR_RDONLY});
  if (!source) return fail_with(std::move(source).error(), "--tmpfs {}", base::escape_control(mount.destination));
  if (mount.is_copied_up && from) TRY(fill_tmpfs(mount, *from, *source));
  if ((set & MOUNT_ATTR_RDONLY) != 0 || mount.is_read_only)
    TRY(sys::change_mount(*source, {.set = MOUNT_ATTR_RDONLY}));
  return PreparedMount{{mount.destination, "bind", "tmpfs", {}}, *std::move(source)};
}

/// What /proc/PID/mountinfo calls the memory of a volume.
std::string memory_name(const std::string& volume) { return "volume:" + volume; }

/// Whether a mount of a process's namespace has that name there: no program in a container can give it to another one.
bool is_named(pid_t pid, const sys::Fd& mount, const std::string& name) {
  struct stat status {};
  const auto text = sys::read_kernel_file(fmt::format("/proc/{}/mountinfo", pid));
  if (!text || fstat(mount.get(), &status) != 0) return false;
  const std::string device = fmt::format("{}:{}", major(status.st_dev), minor(status.st_dev));
  for (const std::string_view line : base::split(*text, '\n')) {
    const auto fields = base::split(line, ' ');
    const auto dash = std::ranges::find(fields, "-");
    if (fields.size() > 3 && fields[2] == device && fields.end() - dash > 2 && dash[2] == name) return true;
  }
  return false;
}

/// The file system in memory that this volume is in another container that runs: it is one for all of them.
std::optional<sys::Fd> memory_of_others(const MountPlace& place, const std::string& name) {
  const auto users = volume_users(place.context);
  const auto ids = users ? users->find(name) : decltype(users->end())();
  if (!users || ids == users->end()) return std::nullopt;
  for (const std::string& id : ids->second) {
    const auto other = place.context.containers().open(id);
    const auto state = other ? other->state() : Result<state::ContainerState>(std::unexpected(other.error()));
    const auto config = other ? other->config() : Result<spec::ContainerConfig>(std::unexpected(other.error()));
    if (!state || !config) continue;
    const auto init = other->open_init(*state);
    const auto mount = std::ranges::find(config->mounts, name, &spec::MountSpec::source);
    if (!init || !*init || mount == config->mounts.end()) continue;
    auto shared = copy_mount_of_process(**init, mount->destination);
    // The path leads where that container's own program wants it to.
    if (!shared || !is_named(state->run->pid, *shared, memory_name(name))) continue;
    if (sys::change_mount(*shared, {.clear = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOEXEC})) return *std::move(shared);
  }
  return std::nullopt;
}

/// What a volume is made of, as a mount of its own.
Result<sys::Fd> open_volume_source(const MountPlace& place, const spec::MountSpec& mount, const sys::Fd& volume,
                                   const spec::VolumeSource& source) {
  const bool is_filled = mount.is_copied_up && source.mount.is_copied_up;
  if (source.mount.kind == spec::MountKind::tmpfs) {
    if (auto shared = memory_of_others(place, mount.source)) return *std::move(shared);
    spec::MountSpec made = source.mount;
    made.source = memory_name(mount.source);
    made.destination = mount.destination;
    made.is_copied_up = is_filled;
    made.is_read_only = false;
    TRY_ASSIGN(PreparedMount prepared, prepare_tmpfs(place, made));
    return std::move(prepared.source);
  }
  sys::Fd opened;
  if (source.mount.kind == spec::MountKind::bind) {
    spec::MountSpec folder = source.mount;
    folder.destination = mount.destination;
    TRY_ASSIGN(opened, copy_host_mount(folder));
  } else {
    TRY_ASSIGN(const sys::Fd data, sys::open_directory_at(volume, "data"));
    TRY_ASSIGN(opened, sys::clone_mount(data, "", false));
  }
  if (!is_filled) return opened;
  // What open_tree(2) gives is O_PATH.
  auto data = sys::open_in_root(opened, ".", O_RDONLY | O_DIRECTORY);
  if (!data) return fail_with(std::move(data).error(), "volume {}: {}", mount.source, base::escape_control(source.mount.source));
  const auto filled = fill_volume(place, mount, volume, *data);
  if (!filled) return fail_with(filled.error(), "cannot fill volume {} from the image", mount.source);
  // The image's directory had another owner.
  constexpr auto same = static_cast<uid_t>(-1);
  const bool is_taken = *filled && (source.uid || source.gid);
  if (is_taken && fchown(data->get(), source.uid.value_or(same), source.gid.value_or(same)) != 0)
    return fail_errno(errno, "cannot give volume {} to its owner", mount.source);
  return opened;
}

/// What its record says it is made of. One that has a directory keeps its files, whatever became of its record.
Result<spec::VolumeSource> volume_source(const MountPlace& place, const std::string& name, const sys::Fd& volume) {
  auto record = place.context.volumes().record(name);
  if (!record && record.error().kind() == ErrorKind::corrupt && sys::stat_at(volume, "data")) return spec::VolumeSource{};
  if (!record) return std::unexpected(std::move(record).error().with_hint("what it is made of is not known any more: make it anew"));
  auto source = spec::parse_volume_source(record->options);
  if (!source) return fail_with(std::move(source).error(), "volume {}", name);
  return source;
}

Result<PreparedMount> prepare_volume(const MountPlace& place, const spec::MountSpec& mount) {
  const std::string path = "volumes/" + mount.source;
  if (mount.is_anonymous) TRY(make_missing_volume(place.context, mount));
  auto volume = sys::open_in_root(place.store, path, O_RDONLY | O_DIRECTORY, sys::Links::refused);
  if (!volume) return fail_with(std::move(volume).error(), "volume {}", mount.source);
  TRY_ASSIGN(const spec::VolumeSource source, volume_source(place, mount.source, *volume));
  auto opened = open_volume_source(place, mount, *volume, source);
  if (!opened) return std::unexpected(std::move(opened).error());
  spec::MountSpec wanted = mount;
  wanted.is_read_only = mount.is_read_only || source.mount.is_read_only;
  if (std::ranges::find(source.mount.options, "noexec") != source.mount.options.end()) wanted.options.emplace_back("noexec");
  TRY(set_attributes_of(*opened, wanted));
  return PreparedMount{{mount.destination, "bind", mount.source, {}}, *std::move(opened)};
}

Result<PreparedMount> prepare(const MountPlace& place, const spec::MountSpec& mount) {
  switch (mount.kind) {
    case spec::MountKind::bind:
      return prepare_bind(mount);
    case spec::MountKind::volume:
      return prepare_volume(place, mount);
    case spec::MountKind::tmpfs:
      return prepare_tmpfs(place, mount);
  }
  return fail(ErrorKind::internal, "mount {} is of no kind", base::escape_control(mount.destination));
}

}  // namespace

bool has_mount_at(const spec::ContainerConfig& config, std::string_view destination) {
  return std::ranges::find(config.mounts, destination, &spec::MountSpec::destination) != config.mounts.end();
}

Result<void> set_attributes(const sys::Fd& mount, const std::vector<std::string>& words) {
  return sys::change_mount(mount, {.set = with_words(0, words), .is_recursive = true});
}

Result<std::vector<PreparedMount>> prepare_writable_places(const MountPlace& place, const spec::ContainerConfig& config) {
  std::vector<PreparedMount> mounts;
  if (!config.is_read_only) return mounts;
  for (const char* writable : {"/run", "/tmp", "/var/tmp"}) {
    if (has_mount_at(config, writable)) continue;
    TRY_ASSIGN(PreparedMount prepared, prepare(place, {.kind = spec::MountKind::tmpfs, .destination = writable}));
    mounts.push_back(std::move(prepared));
  }
  return mounts;
}

Result<std::vector<PreparedMount>> prepare_mounts(const MountPlace& place, const spec::ContainerConfig& config) {
  std::vector<PreparedMount> mounts;
  for (const spec::MountSpec& mount : config.mounts) {
    TRY_ASSIGN(PreparedMount prepared, prepare(place, mount));
    mounts.push_back(std::move(prepared));
  }
  return mounts;
}

Result<sys::Fd> copy_mount_of_process(const sys::Fd& pidfd, const std::string& path) {
  TRY_ASSIGN(sys::FdPair ends, sys::make_socket_pair(SOCK_SEQPACKET));
  TRY_ASSIGN(sys::Process visitor, sys::fork_process());
  if (!visitor.is_valid()) {
    auto joined = sys::join_namespaces(pidfd, CLONE_NEWNS);
    auto mount = joined ? sys::clone_mount(sys::Fd(), path, false) : Result<sys::Fd>(std::unexpected(joined.error()));
    const int number = mount ? mount->get() : -1;
    const int error = mount ? 0 : mount.error().errno_value();
    (void)sys::send_message(ends.second, std::string_view(reinterpret_cast<const char*>(&error), sizeof error),
                            number < 0 ? std::span<const int>() : std::span<const int>(&number, 1));
    _exit(0);
  }
  ends.second.close();
  TRY_ASSIGN(sys::Message message, sys::receive_message(ends.first, sizeof(int)));
  TRY(visitor.wait());
  if (message.descriptors.size() != 1) {
    int error = EIO;
    if (message.bytes.size() == sizeof error) __builtin_memcpy(&error, message.bytes.data(), sizeof error);
    return fail_errno(error, "cannot share {} of another container", path);
  }
  return std::move(message.descriptors[0]);
}

}  // namespace skiff::engine
