#include <skiff/engine/system.hpp>

#include "command.hpp"
#include "formatting.hpp"
#include "shapes.hpp"

namespace skiff::cli {

namespace {

struct VersionOptions {
  std::string format;
};

constexpr std::array options = {
    option<&VersionOptions::format>("format", 'f', "TEMPLATE", "Print what this Go template makes of it, or json"),
};
constexpr std::array<std::string_view, 1> names = {"version"};
constexpr std::array<std::string_view, 1> examples = {"version --format '{{.Client.Version}}'"};

#if defined(__x86_64__)
constexpr std::string_view architecture = "amd64";
#elif defined(__aarch64__)
constexpr std::string_view architecture = "arm64";
#else
#error "a processor that skiff was never built for: name it here in Go's words"
#endif

/// What docker and podman tell of a program. skiff's client is its server too.
base::json::object program() {
  return {{"Version", engine::version()}, {"Os", "linux"}, {"Arch", architecture}, {"OsArch", fmt::format("linux/{}", architecture)}, {"Experimental", false}};
}

Result<int> version(const VersionOptions& given, Session& session) {
  if (given.format.empty()) {
    session.print(fmt::format("Client:   skiff\nVersion:  {}\nOS/Arch:  linux/{}\n", engine::version(), architecture));
    return 0;
  }
  TRY_ASSIGN(const Formatting formatting, Formatting::parse("version", given.format, session.personality));
  const base::json::value document = {{"Client", program()}, {"Server", program()}};
  if (formatting.is_json()) {
    session.print_line(base::json_text(document));
    return 0;
  }
  const templates::Shape shape = version_shape();
  TRY(formatting.print(session, {shape}, std::span(&document, 1)));
  return 0;
}

}  // namespace

extern const Command version_command;
constexpr Command version_command = {
    .names = names,
    .summary = "Show the version",
    .category = Category::system,
    .options = checked<options>(),
    .examples = examples,
    .run = run_with<VersionOptions, version>,
};

}  // namespace skiff::cli
