#include "aside.hpp"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/sys/rooted.hpp>

namespace skiff::state {

namespace {

/// A sweep holds aside/ alone for a listing and a few renames only.
Result<sys::FileLock> hold_shared(const sys::Fd& aside) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (true) {
    TRY_ASSIGN(auto lock, sys::FileLock::try_take_directory(aside, sys::LockMode::shared));
    if (lock) return *std::move(lock);
    if (std::chrono::steady_clock::now() > deadline)
      return fail(ErrorKind::timed_out, "another process holds the directory aside of the store");
    const timespec pause{0, 200'000};
    nanosleep(&pause, nullptr);
  }
}

}  // namespace

Result<AsideDirectory> AsideDirectory::make(const Roots& roots, const std::string& key) {
  TRY_ASSIGN(const sys::Fd aside, open_or_make_directory(roots.root, "aside"));
  TRY_ASSIGN(sys::FileLock lock, hold_shared(aside));
  const std::string name = "new-" + key;
  if (mkdirat(aside.get(), name.c_str(), 0700) != 0) return fail_errno(errno, "cannot make directory aside/{}", name);
  AsideDirectory made(roots, key, std::move(lock));
  TRY_ASSIGN(made.directory_, sys::open_directory_at(aside, name));
  return made;
}

AsideDirectory::~AsideDirectory() {
  if (roots_ == nullptr || key_.empty() || !lock_.fd().is_open()) return;
  if (const auto aside = sys::open_directory_at(roots_->root, "aside"))
    (void)sys::remove_tree(*aside, "new-" + key_);  // what cannot be removed is swept later
}

Result<void> AsideDirectory::publish(const std::string& final_path) {
  const std::string path = "aside/new-" + key_;
  if (renameat2(roots_->root.get(), path.c_str(), roots_->root.get(), final_path.c_str(), RENAME_NOREPLACE) != 0)
    return fail_errno(errno, "cannot make {}", base::escape_control(final_path));
  key_.clear();
  return {};
}

Result<void> move_to_trash(const Roots& roots, const std::string& path, const std::string& key) {
  const std::string trash = "aside/trash-" + key;
  const auto move = [&] { return renameat(roots.root.get(), path.c_str(), roots.root.get(), trash.c_str()) == 0; };
  if (move()) return {};
  const int saved = errno;
  // aside/ itself may be missing in a store from which somebody cleaned it.
  if (saved == ENOENT && open_or_make_directory(roots.root, "aside") && move()) return {};
  return fail_errno(saved, "cannot remove {}", base::escape_control(path));
}

}  // namespace skiff::state
