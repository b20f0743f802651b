#include "mounts.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/runtime/init_program.hpp>
#include <skiff/storage/copy_tree.hpp>
#include <skiff/sys/file.hpp>
#include <skiff/sys/mount.hpp>
#include <skiff/sys/namespace.hpp>
#include <skiff/sys/process.hpp>
#include <skiff/sys/rooted.hpp>
#include <skiff/sys/socket.hpp>

#include "volume/volume_use.hpp"

namespace skiff::engine {

namespace {

constexpr std::size_t max_host_file = 64 << 10;

std::string text_of_hosts(const spec::ContainerConfig& config, const std::string& hostname, const std::string& name) {
  std::string text;
  if (config.network.mode == spec::NetworkMode::host) {
    if (auto host = sys::read_kernel_file("/etc/hosts"); host && host->size() <= max_host_file) text = *std::move(host);
    if (!text.empty() && !text.ends_with('\n')) text += '\n';
  } else {
    text = "127.0.0.1\tlocalhost localhost.localdomain\n::1\tlocalhost localhost.localdomain\n";
  }
  text += fmt::format("127.0.0.1\t{}{}{}\n", hostname, name.empty() ? "" : " ", name);
  return text;
}

std::string text_of_resolvers() {
  auto text = sys::read_kernel_file("/etc/resolv.conf");
  return text && text->size() <= max_host_file ? *std::move(text) : std::string();
}

Result<void> write_new_file(const sys::Fd& directory, const char* name, std::string_view text, mode_t mode) {
  const sys::Fd file(openat(directory.get(), name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (!file.is_open()) return fail_errno(errno, "cannot write the container's file {}", name);
  return sys::write_all(file, text);
}

/// The small file system of a run's own files. It is put over ROOT, which is used by descriptor from here on: only what
/// stands in a namespace can be copied before 6.15, and there it goes with the host's tree when the container takes its root
/// (the last descriptor of one that was never attached waits for the kernel's RCU, 0.1 ms; so does one more umount).
Result<sys::Fd> make_identity_file_system(const sys::Fd& store) {
  const sys::MountParameter parameters[] = {{"mode", "755"}, {"size", "1m"}};
  TRY_ASSIGN(sys::Fd files, sys::make_mount("tmpfs", parameters, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV));
  if (syscall(SYS_move_mount, files.get(), "", store.get(), "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) != 0)
    return fail_errno(errno, "cannot mount the files of /etc");
  return files;
}

/// The container gets a copy that only it can see: never a file of the host, nor one that it could write.
Result<void> write_init(const sys::Fd& directory) {
  const auto program = runtime::init_program();
  return write_new_file(directory, "init",
                        std::string_view(reinterpret_cast<const char*>(program.data()), program.size()), 0555);
}

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

/// Attributes of a bind or volume: nosuid and nodev unless the words say otherwise.
sys::MountChange change_of(const spec::MountSpec& mount) {
  sys::MountChange change;
  change.set = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
  for (const std::string& option : mount.options)
    for (const Attribute& known : attributes)
      if (option == known.word) {
        change.set = (change.set | known.set) & ~known.clear;
      }
  if (mount.is_read_only) change.set |= MOUNT_ATTR_RDONLY;
  change.propagation = propagation_of(mount.options);
  change.is_recursive = true;
  return change;
}

Result<void> set_attributes(const sys::Fd& source, const spec::MountSpec& mount) {
  auto changed = sys::change_mount(source, change_of(mount));
  if (!changed)
    return fail_with(std::move(changed).error(), "volume {}:{}", base::escape_control(mount.source),
                     base::escape_control(mount.destination));
  return {};
}

/// A bind of a directory that its user may not change attributes of (locked by the host) keeps the stricter ones.
Result<PreparedMount> prepare_bind(const spec::MountSpec& mount) {
  const bool is_recursive = std::ranges::find(mount.options, "bind") == mount.options.end();
  auto source = sys::clone_mount(sys::Fd(), mount.source, is_recursive);
  if (!source) {
    Error error = std::move(source).error();
    const int number = error.errno_value();
    Error clear(error.kind(), fmt::format("cannot mount volume {}: statfs {}", base::escape_control(mount.destination),
                                          base::escape_control(mount.source)), number);
    if (number == ENOENT) clear.with_hint("the source of a bind mount must exist: make it first");
    return std::unexpected(std::move(clear));
  }
  TRY_ASSIGN(const struct stat status, sys::stat_of(*source));
  TRY(set_attributes(*source, mount));
  PreparedMount prepared{{mount.destination, "bind", mount.source, {}}, *std::move(source)};
  if (!S_ISDIR(status.st_mode)) prepared.mount.options.emplace_back("file");
  return prepared;
}

/// What the image has at the destination, or nothing if that is no directory.
std::optional<sys::Fd> image_directory(const MountPlace& place, const std::string& destination) {
  auto directory = sys::open_in_root(place.root, destination, O_RDONLY | O_DIRECTORY);
  if (!directory) return std::nullopt;
  return *std::move(directory);
}

/// Copies the image's files into an empty directory, once: its lock keeps two first starts apart.
Result<void> fill_volume(const MountPlace& place, const spec::MountSpec& mount, const sys::Fd& volume, const sys::Fd& data) {
  const auto from = image_directory(place, mount.destination);
  if (!from) return {};
  TRY_ASSIGN(const auto lock,
             sys::FileLock::take(volume, "lock", sys::LockMode::exclusive, std::chrono::minutes(10)));
  TRY_ASSIGN(const auto names, sys::list_directory(data));
  if (!names.empty()) return {};
  return storage::copy_tree(*from, data);
}

Result<PreparedMount> prepare_volume(const MountPlace& place, const spec::MountSpec& mount) {
  const std::string path = "volumes/" + mount.source;
  if (mount.is_anonymous) TRY(make_missing_volume(place.context, mount));
  auto volume = sys::open_in_root(place.store, path, O_RDONLY | O_DIRECTORY, sys::Links::refused);
  if (!volume) return fail_with(std::move(volume).error(), "volume {}", mount.source);
  TRY_ASSIGN(const sys::Fd data, sys::open_directory_at(*volume, "data"));
  if (mount.is_copied_up) {
    auto filled = fill_volume(place, mount, *volume, data);
    if (!filled) return fail_with(std::move(filled).error(), "cannot fill volume {} from the image", mount.source);
  }
  TRY_ASSIGN(sys::Fd source, sys::clone_mount(data, "", false));
  TRY(set_attributes(source, mount));
  return PreparedMount{{mount.destination, "bind", mount.source, {}}, std::move(source)};
}

Result<PreparedMount> prepare_tmpfs(const MountPlace& place, const spec::MountSpec& mount) {
  std::vector<sys::MountParameter> parameters;
  std::uint64_t set = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
  bool has_mode = false;
  for (const std::string& option : mount.options) {
    const auto* known = std::ranges::find(attributes, option, &Attribute::word);
    if (known != attributes.end()) {
      set = (set | known->set) & ~known->clear;
      continue;
    }
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
  auto source = sys::make_mount("tmpfs", parameters, set & ~std::uint64_t{MOUNT_ATTR_RDONLY});
  if (!source) return fail_with(std::move(source).error(), "--tmpfs {}", base::escape_control(mount.destination));
  if (mount.is_copied_up && from) {
    // What fsmount(2) gives is O_PATH, on which nothing can be set.
    TRY_ASSIGN(const sys::Fd top, sys::open_in_root(*source, ".", O_RDONLY | O_DIRECTORY));
    auto filled = storage::copy_tree(*from, top);
    if (!filled)
      return fail_with(std::move(filled).error(), "cannot fill --tmpfs {} from the image",
                       base::escape_control(mount.destination));
  }
  if ((set & MOUNT_ATTR_RDONLY) != 0 || mount.is_read_only)
    TRY(sys::change_mount(*source, {.set = MOUNT_ATTR_RDONLY}));
  return PreparedMount{{mount.destination, "bind", "tmpfs", {}}, *std::move(source)};
}

/// Places that skiff's own mounts hold for the container's isolation.
Result<void> check_destination(const std::string& destination) {
  for (const std::string_view own : {"/proc", "/dev"})
    if (destination == own || (own == "/proc" && destination.starts_with("/proc/")))
      return fail(ErrorKind::invalid, "cannot mount on {}: it is a mount of the container's own",
                  base::escape_control(destination));
  if (destination == "/") return fail(ErrorKind::invalid, "cannot mount on /: it is the container's root");
  return {};
}

}  // namespace

Result<std::vector<PreparedMount>> prepare_identity_files(const sys::Fd& store, const spec::ContainerConfig& config,
                                                          const std::string& hostname, const std::string& name) {
  TRY_ASSIGN(const sys::Fd files, make_identity_file_system(store));
  TRY(write_new_file(files, "hosts", text_of_hosts(config, hostname, name), 0644));
  TRY(write_new_file(files, "hostname", hostname + "\n", 0644));
  TRY(write_new_file(files, "resolv.conf", text_of_resolvers(), 0644));
  if (config.has_init) TRY(write_init(files));
  std::vector<PreparedMount> mounts;
  if (config.has_init) {
    TRY_ASSIGN(sys::Fd source, sys::clone_mount(files, "init", false));
    TRY(sys::change_mount(source, {.set = MOUNT_ATTR_RDONLY}));
    mounts.push_back({{std::string(init_path), "bind", "tmpfs", {"file"}}, std::move(source)});
  }
  for (const char* file : {"hosts", "hostname", "resolv.conf"}) {
    const std::string destination = std::string("/etc/") + file;
    const bool is_covered = std::ranges::any_of(
        config.mounts, [&](const spec::MountSpec& mount) { return mount.destination == destination; });
    if (is_covered) continue;
    TRY_ASSIGN(sys::Fd source, sys::clone_mount(files, file, false));
    mounts.push_back({{destination, "bind", "tmpfs", {"file"}}, std::move(source)});
  }
  return mounts;
}

namespace {

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

Result<std::vector<PreparedMount>> prepare_mounts(const MountPlace& place, const spec::ContainerConfig& config) {
  std::vector<PreparedMount> mounts;
  // With a root that is read-only programs still find the places that they expect to write, as podman gives them.
  for (const char* writable : {"/run", "/tmp", "/var/tmp"}) {
    const auto is_here = [&](const spec::MountSpec& mount) { return mount.destination == writable; };
    if (!config.is_read_only || std::ranges::any_of(config.mounts, is_here)) continue;
    TRY_ASSIGN(PreparedMount prepared,
               prepare(place, {.kind = spec::MountKind::tmpfs, .destination = writable}));
    mounts.push_back(std::move(prepared));
  }
  for (const spec::MountSpec& mount : config.mounts) {
    TRY(check_destination(mount.destination));
    TRY_ASSIGN(PreparedMount prepared, prepare(place, mount));
    mounts.push_back(std::move(prepared));
  }
  const auto depth = [](const PreparedMount& prepared) { return std::ranges::count(prepared.mount.destination, '/'); };
  std::ranges::stable_sort(mounts, {}, depth);
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
