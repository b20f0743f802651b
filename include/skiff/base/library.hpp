#pragma once

#include <initializer_list>
#include <string_view>

#include <skiff/base/result.hpp>

namespace skiff::base {

/// A shared library that only some commands need, loaded at its first use and never unloaded.
/// A module keeps one function-local static table of typed function pointers and fills it from here;
/// never used in a process that has entered a container's root. In the static form of the program (sys/program.hpp) none is found.
class Library {
 public:
  /// Loads the first of `names` (sonames, as "libcurl.so.4") that the machine has.
  /// Errors: not_found, with the hint to install `package`.
  static Result<Library> load(std::initializer_list<const char*> names, std::string_view package);

  /// Fills one function pointer: `TRY(library.resolve("curl_easy_init", table.easy_init));`
  template <typename Function>
  Result<void> resolve(const char* symbol, Function*& target) const {
    TRY_ASSIGN(void* address, find(symbol));
    target = reinterpret_cast<Function*>(address);
    return {};
  }

 private:
  Result<void*> find(const char* symbol) const;
  void* handle_ = nullptr;
};

}  // namespace skiff::base
