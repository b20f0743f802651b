#include <skiff/storage/aside.hpp>

#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/storage/worker.hpp>
#include <skiff/sys/process.hpp>
#include <skiff/sys/rooted.hpp>

namespace skiff::storage {

namespace {

/// The process that a name in ".aside" belongs to; nothing for a name that is not of our making.
std::optional<sys::ProcessFacts> owner_of(std::string_view name) {
  const auto fields = base::split(name, '-');
  if (fields.size() < 3) return std::nullopt;
  const auto pid = base::parse_unsigned(fields[0]);
  const auto start = base::parse_unsigned(fields[1]);
  if (!pid || !start || *pid > 0x7FFFFFFF) return std::nullopt;
  return sys::ProcessFacts{static_cast<pid_t>(*pid), *start};
}

}  // namespace

Result<sys::Fd> open_aside(const sys::Fd& store) {
  if (mkdirat(store.get(), ".aside", 0700) != 0 && errno != EEXIST)
    return fail_errno(errno, "cannot make a directory in the store");
  return sys::open_directory_at(store, ".aside");
}

Result<std::string> aside_name() {
  TRY_ASSIGN(const sys::ProcessFacts facts, sys::facts_of(getpid()));
  return fmt::format("{}-{}-{}", facts.pid, facts.start_time, sys::random_id().substr(0, 12));
}

std::string trash_name() { return "trash-" + sys::random_id().substr(0, 16); }

Result<void> sweep_aside(const sys::Fd& store, const sys::Fd& user_namespace) {
  TRY_ASSIGN(const sys::Fd aside, open_aside(store));
  TRY_ASSIGN(const auto names, sys::list_directory(aside));
  for (const std::string& name : names) {
    const auto owner = owner_of(name);
    if (owner) {
      const auto alive = sys::open_process(*owner);
      if (!alive || *alive) continue;
    }
    (void)remove_as_owner(aside, name, user_namespace);
  }
  return {};
}

}  // namespace skiff::storage
