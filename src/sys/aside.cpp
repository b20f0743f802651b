#include <skiff/sys/aside.hpp>

#include <cerrno>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/sys/lock.hpp>
#include <skiff/sys/rooted.hpp>

namespace skiff::sys {

namespace {

constexpr std::string_view made_prefix = "new-";
constexpr std::string_view trash_prefix = "trash-";

/// Locked, and still there under its name.
Result<bool> is_taken(const Fd& entry, const Fd& directory, const std::string& name) {
  TRY_ASSIGN(const bool is_locked, try_lock_file(entry));
  return is_locked && is_at(entry, directory, name);
}

/// `open` makes an entry and gives its descriptor, closed with errno where it could not. A sweep may meet the entry before it
/// is locked: it removes it, since it is empty, and it is made again.
template <typename Open>
Result<Fd> make_locked(const Fd& directory, const std::string& name, const Open& open) {
  constexpr int most_rounds = 100;
  for (int round = 0;; ++round) {
    Fd entry = open();
    const int number = errno;
    if (entry.is_open()) {
      TRY_ASSIGN(const bool is_own, is_taken(entry, directory, name));
      if (is_own) return entry;
    }
    const bool is_swept = entry.is_open() || number == EEXIST || number == ENOENT;
    if (!is_swept || round == most_rounds) return fail_errno(entry.is_open() ? EBUSY : number, "cannot make {} aside", name);
    const timespec pause{0, 1'000'000};
    nanosleep(&pause, nullptr);
  }
}

/// What a maker left that was killed. It may also be of one that is about to lock it, but then it is empty, and is made again.
void remove_abandoned(const Fd& directory, std::string& entry) {
  const Fd fd(openat(directory.get(), entry.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!fd.is_open() || !is_taken(fd, directory, entry).value_or(false)) return;
  if (unlinkat(directory.get(), entry.c_str(), AT_REMOVEDIR) == 0) return;
  if (errno == ENOTDIR) {
    (void)unlinkat(directory.get(), entry.c_str(), 0);
    return;
  }
  const std::string trash = std::string(trash_prefix) + entry.substr(made_prefix.size());
  if (renameat(directory.get(), entry.c_str(), directory.get(), trash.c_str()) == 0) entry = trash;
}

}  // namespace

AsideEntry::~AsideEntry() {
  if (is_pending()) (void)remove_tree(directory_, name_);
}

Result<void> AsideEntry::publish(const Fd& parent, const std::string& path, Existing existing) {
  const unsigned flags = existing == Existing::refused ? RENAME_NOREPLACE : 0;
  if (renameat2(directory_.get(), name_.c_str(), parent.get(), path.c_str(), flags) != 0)
    return fail_errno(errno, "cannot make {}", base::escape_control(path));
  name_.clear();
  // From here on the lock would keep it from being removed.
  unlock_file(fd_);
  return {};
}

Result<Fd> Aside::open_or_make() const {
  auto directory = open_directory_at(*parent_, name_);
  if (directory || directory.error().errno_value() != ENOENT) return directory;
  if (mkdirat(parent_->get(), name_.c_str(), 0700) != 0 && errno != EEXIST)
    return fail_errno(errno, "cannot make directory {} of the store", name_);
  return open_directory_at(*parent_, name_);
}

Result<AsideEntry> Aside::make_directory(const std::string& key, mode_t mode) const {
  TRY_ASSIGN(Fd directory, open_or_make());
  std::string name = std::string(made_prefix) + key;
  TRY_ASSIGN(Fd fd, make_locked(directory, name, [&] {
               if (mkdirat(directory.get(), name.c_str(), mode) != 0) return Fd();
               return Fd(openat(directory.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
             }));
  return AsideEntry(std::move(directory), std::move(name), std::move(fd));
}

Result<AsideEntry> Aside::make_file(const std::string& key, mode_t mode) const {
  TRY_ASSIGN(Fd directory, open_or_make());
  std::string name = std::string(made_prefix) + key;
  TRY_ASSIGN(Fd fd, make_locked(directory, name, [&] {
               return Fd(openat(directory.get(), name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
             }));
  return AsideEntry(std::move(directory), std::move(name), std::move(fd));
}

Result<void> Aside::move_to_trash(const Fd& from, const std::string& path, const std::string& key) const {
  const std::string trash = trash_path(key);
  const auto move = [&] { return renameat(from.get(), path.c_str(), parent_->get(), trash.c_str()) == 0; };
  if (move()) return {};
  const int saved = errno;
  if (saved == ENOENT && open_or_make() && move()) return {};
  return fail_errno(saved, "cannot remove {}", base::escape_control(path));
}

Result<std::vector<std::string>> Aside::list_trash() const {
  std::vector<std::string> keys;
  const auto directory = open_directory_at(*parent_, name_);
  if (!directory) {
    if (directory.error().errno_value() == ENOENT) return keys;
    return std::unexpected(directory.error());
  }
  TRY_ASSIGN(auto entries, list_directory(*directory));
  for (std::string& entry : entries) {
    if (entry.starts_with(made_prefix)) remove_abandoned(*directory, entry);
    if (entry.starts_with(trash_prefix)) keys.push_back(entry.substr(trash_prefix.size()));
  }
  return keys;
}

Result<std::optional<Fd>> Aside::claim_trash(const std::string& key) const {
  const std::string path = trash_path(key);
  Fd trash(openat(parent_->get(), path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!trash.is_open()) {
    if (errno == ENOENT) return std::optional<Fd>();
    return fail_errno(errno, "cannot open {}", base::escape_control(path));
  }
  TRY_ASSIGN(const bool is_own, is_taken(trash, *parent_, path));
  if (!is_own) return std::optional<Fd>();
  return std::optional<Fd>(std::move(trash));
}

Result<void> Aside::delete_trash(const std::string& key) const { return remove_tree(*parent_, trash_path(key)); }

}  // namespace skiff::sys
