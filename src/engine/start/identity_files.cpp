#include "identity_files.hpp"

#include <cerrno>
#include <fcntl.h>
#include <linux/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <skiff/runtime/init_program.hpp>
#include <skiff/sys/file.hpp>
#include <skiff/sys/mount.hpp>

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

/// It is put over ROOT, which is used by descriptor from here on: only what
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
Result<PreparedMount> prepare_init(const sys::Fd& files, const spec::ContainerConfig& config) {
  const auto program = runtime::init_program();
  TRY(write_new_file(files, "init", std::string_view(reinterpret_cast<const char*>(program.data()), program.size()), 0555));
  TRY_ASSIGN(sys::Fd source, sys::clone_mount(files, "init", false));
  TRY(sys::change_mount(source, {.set = MOUNT_ATTR_RDONLY}));
  return PreparedMount{{init_path_of(config), "bind", "tmpfs", {"file"}}, std::move(source)};
}

/// No directory that was deleted: one of those has no "." and no working directory in it has a name.
Result<sys::Fd> prepare_empty_directory(const sys::Fd& files) {
  if (mkdirat(files.get(), "empty", 0555) != 0) return fail_errno(errno, "cannot make an empty directory");
  TRY_ASSIGN(sys::Fd source, sys::clone_mount(files, "empty", false));
  TRY(sys::change_mount(source, {.set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC}));
  return source;
}

}  // namespace

std::string init_path_of(const spec::ContainerConfig& config) {
  // With a /dev of the host it would become a file there.
  return has_mount_at(config, "/dev") ? "/run/.init" : "/dev/init";
}

Result<IdentityFiles> prepare_identity_files(const sys::Fd& store, const spec::ContainerConfig& config,
                                             const std::string& hostname, const std::string& name) {
  TRY_ASSIGN(const sys::Fd files, make_identity_file_system(store));
  IdentityFiles result;
  TRY_ASSIGN(result.empty_directory, prepare_empty_directory(files));
  if (config.has_init) {
    TRY_ASSIGN(PreparedMount init, prepare_init(files, config));
    result.mounts.push_back(std::move(init));
  }
  const auto add = [&](const char* file, std::string_view text) -> Result<void> {
    std::string destination = std::string("/etc/") + file;
    if (has_mount_at(config, destination)) return {};
    TRY(write_new_file(files, file, text, 0644));
    TRY_ASSIGN(sys::Fd source, sys::clone_mount(files, file, false));
    // Optional: what the user mounted on /etc may be read-only and lack the file.
    result.mounts.push_back({{std::move(destination), "bind", "tmpfs", {"file", "optional"}}, std::move(source)});
    return {};
  };
  TRY(add("hosts", text_of_hosts(config, hostname, name)));
  TRY(add("hostname", hostname + "\n"));
  TRY(add("resolv.conf", text_of_resolvers()));
  return result;
}

}  // namespace skiff::engine
