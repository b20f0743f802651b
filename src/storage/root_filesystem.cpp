#include <skiff/storage/root_filesystem.hpp>

#include <cerrno>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/storage/worker.hpp>
#include <skiff/sys/mount.hpp>
#include <skiff/sys/process.hpp>
#include <skiff/sys/rooted.hpp>

namespace skiff::storage {

Result<sys::Fd> make_root_filesystem(const sys::Fd& root, const RootFilesystemParts& parts) {
  std::vector<sys::Fd> opened;
  std::vector<sys::MountParameter> parameters;
  const auto add = [&](const char* key, const std::string& path) -> Result<void> {
    auto directory = sys::open_in_root(root, path, O_PATH | O_DIRECTORY, sys::Links::refused);
    if (!directory) return fail_with(std::move(directory).error(), "cannot mount the root file system");
    // A path by descriptor number is short, whatever the store's own path is: fsconfig takes 256 bytes.
    parameters.push_back({key, sys::fd_path(*directory)});
    opened.push_back(*std::move(directory));
    return {};
  };
  for (const std::string& lower : parts.lowers) TRY(add("lowerdir+", lower));  // one by one: 6.5
  TRY(add("upperdir", parts.upper));
  TRY(add("workdir", parts.work));
  parameters.push_back({"redirect_dir", "nofollow"});
  parameters.push_back({"metacopy", "off"});
  parameters.push_back({"index", "off"});
  if (parts.has_user_attributes) parameters.push_back({"userxattr", ""});
  if (parts.is_volatile) parameters.push_back({"volatile", ""});
  // nodev: an image may have device nodes.
  auto mount = sys::make_mount("overlay", parameters, MOUNT_ATTR_NODEV);
  if (!mount && mount.error().errno_value() == EINVAL) {
    // Kernels before 6.5 take all lower directories as one text.
    std::string lowers;
    std::erase_if(parameters, [&](const sys::MountParameter& parameter) {
      if (parameter.key != "lowerdir+") return false;
      lowers += (lowers.empty() ? "" : ":") + parameter.value;
      return true;
    });
    parameters.insert(parameters.begin(), {"lowerdir", lowers});
    mount = sys::make_mount("overlay", parameters, MOUNT_ATTR_NODEV);
  }
  if (mount) return mount;
  Error error = std::move(mount).error();
  if (sys::file_system_type(root).value_or(0) == OVERLAYFS_SUPER_MAGIC)
    error.with_hint("the store itself is on an overlay file system, as a container's root is: the kernel takes no writable layer "
                    "from there. Give --root (or SKIFF_ROOT) a directory of another file system, such as a volume or a tmpfs");
  return fail_with(std::move(error), "cannot mount the root file system");
}

namespace {

/// Empty, /.dockerenv and /run/.containerenv tell programs that they are in a container. The modes are set and not only asked for, since the caller's umask counts; the tree's own is that of the container's root
/// directory with an image that has no entry for it.
Result<void> fill_mount_points(const sys::Fd& tree) {
  if (fchmod(tree.get(), 0755) != 0) return fail_errno(errno, "cannot set a mode");
  for (const char* directory : {"dev", "proc", "sys", "etc", "run"}) {
    if (mkdirat(tree.get(), directory, 0755) != 0 || fchmodat(tree.get(), directory, 0755, 0) != 0)
      return fail_errno(errno, "cannot make directory {}", directory);
  }
  for (const char* file : {"etc/hosts", "etc/hostname", "etc/resolv.conf", "run/.containerenv"}) {
    const sys::Fd made(openat(tree.get(), file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    if (!made.is_open() || fchmod(made.get(), 0644) != 0) return fail_errno(errno, "cannot make {}", file);
  }
  const sys::Fd sign(openat(tree.get(), ".dockerenv", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755));
  if (!sign.is_open() || fchmod(sign.get(), 0755) != 0) return fail_errno(errno, "cannot make .dockerenv");
  if (symlinkat("/proc/mounts", tree.get(), "etc/mtab") != 0) return fail_errno(errno, "cannot make etc/mtab");
  return {};
}

Result<void> make_mount_points(const sys::Fd& layers, const sys::Aside& aside) {
  TRY_ASSIGN(sys::AsideEntry tree, aside.make_directory(sys::random_id().substr(0, 16), 0755));
  TRY(fill_mount_points(tree.fd()));
  auto published = tree.publish(layers, "mount-points-2");
  // Made by another process meanwhile: it is the same.
  if (!published && published.error().errno_value() != EEXIST) return published;
  return {};
}

}  // namespace

Result<std::string> mount_points_layer(const sys::Fd& root, const std::string& map) {
  const std::string path = fmt::format("layers/{}/mount-points-2", map);
  struct stat status {};
  if (fstatat(root.get(), path.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) return path;
  TRY_ASSIGN(const sys::Fd layers, sys::make_directories_in_root(root, "layers/" + map, 0700));
  const sys::Aside aside(layers, ".aside");
  TRY(sweep_as_owner(aside, sys::Fd()));  // a start that was killed in the midst of this may have been the last command
  if (auto made = make_mount_points(layers, aside); !made)
    return fail_with(std::move(made).error(), "cannot make the layer of mount points");
  return path;
}

}  // namespace skiff::storage
