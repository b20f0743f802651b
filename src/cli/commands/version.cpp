#include <skiff/engine/system.hpp>

#include "command.hpp"

namespace skiff::cli {

namespace {

constexpr std::array<std::string_view, 1> names = {"version"};

#if defined(__x86_64__)
constexpr std::string_view architecture = "amd64";
#elif defined(__aarch64__)
constexpr std::string_view architecture = "arm64";
#else
#error "a processor that skiff was never built for: name it here in Go's words"
#endif

Result<int> version(const NoOptions&, Session& session) {
  session.print(fmt::format("Client:   skiff\nVersion:  {}\nOS/Arch:  linux/{}\n", engine::version(), architecture));
  return 0;
}

}  // namespace

extern const Command version_command;
constexpr Command version_command = {
    .names = names,
    .summary = "Show the version",
    .category = Category::system,
    .run = run_with<NoOptions, version>,
};

}  // namespace skiff::cli
