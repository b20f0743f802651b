#include <skiff/sys/account.hpp>

#include <array>
#include <pwd.h>
#include <unistd.h>

namespace skiff::sys {

Account own_account() {
  std::array<char, 4096> buffer;
  passwd entry{};
  passwd* found = nullptr;
  if (getpwuid_r(getuid(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) return {};
  return {found->pw_name, found->pw_dir};
}

}  // namespace skiff::sys
