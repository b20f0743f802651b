#pragma once

#include <string>

namespace skiff::sys {

/// The caller in the password file; fields are empty where it is not there (an id of a directory service).
struct Account {
  std::string name;
  std::string home;
};
Account own_account();

}  // namespace skiff::sys
