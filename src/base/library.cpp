#include <skiff/base/library.hpp>

#include <dlfcn.h>

namespace skiff::base {

Result<Library> Library::load(std::initializer_list<const char*> names, std::string_view package) {
  std::string reason;  // of the first name: it is the one that this skiff was made for
  for (const char* name : names) {
    if (void* handle = dlopen(name, RTLD_NOW | RTLD_LOCAL); handle != nullptr) {
      Library library;
      library.handle_ = handle;
      return library;
    }
    const char* words = dlerror();
    if (reason.empty() && words != nullptr) reason = words;
  }
  // What is there and finds no room is not mended by a package.
  const bool is_missing = reason.find("cannot open shared object file") != std::string::npos;
  Error error(is_missing ? ErrorKind::not_found : ErrorKind::no_space, fmt::format("cannot load {}: {}", *names.begin(), reason));
  if (is_missing) error.with_hint(fmt::format("install the package {}", package));
  else if (reason.find("failed to map segment") != std::string::npos) error.with_hint("memory is limited here: see `ulimit -v`");
  return std::unexpected(std::move(error));
}

Result<void*> Library::find(const char* symbol) const {
  void* address = dlsym(handle_, symbol);
  if (address == nullptr) return fail(ErrorKind::unsupported, "a loaded library has no function {}", symbol);
  return address;
}

}  // namespace skiff::base
