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
  return std::unexpected(Error(ErrorKind::not_found, fmt::format("cannot load {}: {}", *names.begin(), reason))
                             .with_hint(fmt::format("install the package {}", package)));
}

Result<void*> Library::find(const char* symbol) const {
  void* address = dlsym(handle_, symbol);
  if (address == nullptr) return fail(ErrorKind::unsupported, "a loaded library has no function {}", symbol);
  return address;
}

}  // namespace skiff::base
