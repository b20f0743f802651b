#include <skiff/state/aside.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/sys/rooted.hpp>

namespace skiff::state {

namespace {

constexpr std::string_view made_prefix = "new-";
constexpr std::string_view trash_prefix = "trash-";
/// A sweep holds aside/ alone for a listing and a few renames only.
constexpr std::chrono::seconds aside_patience{10};

}  // namespace

Result<AsideDirectory> AsideDirectory::make(const Roots& roots, const std::string& key) {
  TRY_ASSIGN(const sys::Fd aside, open_or_make_directory(roots.root, "aside"));
  auto lock = sys::FileLock::take_directory(aside, sys::LockMode::shared, aside_patience);
  if (!lock) return fail_with(std::move(lock).error(), "directory aside of the store");
  const std::string name = "new-" + key;
  if (mkdirat(aside.get(), name.c_str(), 0700) != 0) return fail_errno(errno, "cannot make directory aside/{}", name);
  AsideDirectory made(roots, key, *std::move(lock));
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

Result<void> Aside::discard(const std::string& path, const std::string& key) const {
  const std::string trash = path_of(key);
  const auto move = [&] { return renameat(roots_->root.get(), path.c_str(), roots_->root.get(), trash.c_str()) == 0; };
  if (move()) return {};
  const int saved = errno;
  // aside/ itself may be missing in a store from which somebody cleaned it.
  if (saved == ENOENT && open_or_make_directory(roots_->root, "aside") && move()) return {};
  return fail_errno(saved, "cannot remove {}", base::escape_control(path));
}

Result<std::vector<std::string>> Aside::sweep() const {
  std::vector<std::string> keys;
  const auto aside = sys::open_directory_at(roots_->root, "aside");
  if (!aside) {
    if (aside.error().errno_value() == ENOENT) return keys;
    return std::unexpected(aside.error());
  }
  TRY_ASSIGN(auto entries, sys::list_directory(*aside));
  const auto is_made = [&](const std::string& entry) { return entry.starts_with(made_prefix); };
  if (std::ranges::any_of(entries, is_made)) {
    TRY_ASSIGN(const auto alone, sys::FileLock::try_take_directory(*aside, sys::LockMode::exclusive));
    if (alone) {
      // Listed again under the lock: what the first listing saw may be an object by now.
      TRY_ASSIGN(entries, sys::list_directory(*aside));
      for (std::string& entry : entries) {
        if (!is_made(entry)) continue;
        const std::string to = std::string(trash_prefix) + entry.substr(made_prefix.size());
        if (renameat(aside->get(), entry.c_str(), aside->get(), to.c_str()) == 0) entry = to;
      }
    }
  }
  for (const std::string& entry : entries)
    if (entry.starts_with(trash_prefix)) keys.push_back(entry.substr(trash_prefix.size()));
  return keys;
}

Result<std::optional<sys::FileLock>> Aside::take(const std::string& key) const {
  const auto directory = sys::open_directory_at(roots_->root, path_of(key));
  if (!directory) {
    if (directory.error().errno_value() == ENOENT) return std::optional<sys::FileLock>();
    return std::unexpected(directory.error());
  }
  return sys::FileLock::try_take_directory(*directory, sys::LockMode::exclusive);
}

Result<void> Aside::empty(const std::string& key) const { return sys::remove_tree(roots_->root, path_of(key)); }

}  // namespace skiff::state
