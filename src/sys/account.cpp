#include <skiff/sys/account.hpp>

#include <array>
#include <cstdio>
#include <memory>
#include <pwd.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/sys/program.hpp>

#include "helper_program.hpp"

namespace skiff::sys {

namespace {

constexpr std::size_t longest_entry = 16 << 10;

std::optional<Account> find_in_file(uid_t id) {
  const std::unique_ptr<FILE, int (*)(FILE*)> file(fopen("/etc/passwd", "re"), fclose);
  if (!file) return std::nullopt;
  std::array<char, longest_entry> buffer;
  passwd entry{};
  passwd* found = nullptr;
  while (fgetpwent_r(file.get(), &entry, buffer.data(), buffer.size(), &found) == 0)
    if (found->pw_uid == id) return Account{found->pw_name, found->pw_dir};
  return std::nullopt;
}

/// Of a directory service, by the C library or, where it can load no modules, by getent(1).
Account find_in_services(uid_t id) {
  if (can_load_libraries()) {
    std::array<char, longest_entry> buffer;
    passwd entry{};
    passwd* found = nullptr;
    if (getpwuid_r(id, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) return {};
    return {found->pw_name, found->pw_dir};
  }
  const std::string getent = find_helper("getent");
  if (getent.empty()) return {};
  auto started = start_helper({getent, "passwd", std::to_string(id)}, STDOUT_FILENO);
  if (!started) return {};
  const HelperEnd end = finish_helper(*std::move(started));
  const auto fields = base::split(base::trim(end.words), ':');
  if (!end.is_success || fields.size() != 7) return {};
  return {std::string(fields[0]), std::string(fields[5])};
}

}  // namespace

Account own_account() {
  if (auto found = find_in_file(getuid())) return *std::move(found);
  return find_in_services(getuid());
}

}  // namespace skiff::sys
