#pragma once

#include <string>

namespace skiff::sys {

/// The caller in the password file, or in a directory service; fields are empty where it is in none.
struct Account {
  std::string name;
  std::string home;
};
Account own_account();

}  // namespace skiff::sys
