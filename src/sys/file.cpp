#include <skiff/sys/file.hpp>

#include <cerrno>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/sys/rooted.hpp>

namespace skiff::sys {

Result<std::string> read_file(const Fd& directory, const std::string& name, std::size_t limit) {
  const Fd fd(openat(directory.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (!fd.is_open()) return fail_errno(errno, "cannot open {}", base::escape_control(name));
  auto text = read_all(fd, limit);
  if (!text) return fail_with(std::move(text).error(), "{}", base::escape_control(name));
  return text;
}

Result<void> replace_file(const Fd& directory, const std::string& name, std::string_view text, Sync sync, mode_t mode) {
  const std::string temporary = fmt::format(".{}.tmp", name);
  const Fd fd(openat(directory.get(), temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, mode));
  if (!fd.is_open()) return fail_errno(errno, "cannot write {}", base::escape_control(name));
  auto drop = [&](Error error) {
    unlinkat(directory.get(), temporary.c_str(), 0);
    return fail_with(std::move(error), "cannot write {}", base::escape_control(name));
  };
  if (auto written = write_all(fd, text); !written) return drop(std::move(written).error());
  if (sync == Sync::yes && fdatasync(fd.get()) != 0) return drop(Error(base::kind_of_errno(errno), "cannot sync", errno));
  if (renameat(directory.get(), temporary.c_str(), directory.get(), name.c_str()) != 0)
    return drop(Error(base::kind_of_errno(errno), "cannot rename", errno));
  if (sync == Sync::yes) TRY(sync_directory(directory));
  return {};
}

Result<void> write_file(const Fd& directory, const std::string& name, std::string_view text, mode_t mode) {
  const Fd fd(openat(directory.get(), name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, mode));
  if (!fd.is_open()) return fail_errno(errno, "cannot write {}", base::escape_control(name));
  if (auto written = write_all(fd, text); !written)
    return fail_with(std::move(written).error(), "cannot write {}", base::escape_control(name));
  return {};
}

Result<void> sync_directory(const Fd& directory) {
  const Fd readable(openat(directory.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!readable.is_open() || fsync(readable.get()) != 0) return fail_errno(errno, "cannot sync a directory");
  return {};
}

Result<std::string> read_kernel_file(const std::string& path) {
  const Fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.is_open()) return fail_errno(errno, "cannot open {}", path);
  return read_all(fd, std::size_t{4} << 20);
}

}  // namespace skiff::sys
