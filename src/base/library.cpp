#include <skiff/base/library.hpp>

#include <dlfcn.h>

namespace skiff::base {

Result<Library> Library::load(std::initializer_list<const char*> names, std::string_view package) {
  for (const char* name : names) {
    if (void* handle = dlopen(name, RTLD_NOW | RTLD_LOCAL); handle != nullptr) {
      Library library;
      library.handle_ = handle;
      return library;
    }
  }
  return std::unexpected(Error(ErrorKind::not_found, fmt::format("cannot load {}", *names.begin()))
                             .with_hint(fmt::format("install the package {}", package)));
}

Result<void*> Library::find(const char* symbol) const {
  void* address = dlsym(handle_, symbol);
  if (address == nullptr) return fail(ErrorKind::unsupported, "a loaded library has no function {}", symbol);
  return address;
}

}  // namespace skiff::base
