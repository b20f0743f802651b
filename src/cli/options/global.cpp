#include "global.hpp"

#include <cstdlib>

#include <skiff/base/text.hpp>

namespace skiff::cli {

namespace {

Result<base::LogLevel> parse_log_level(std::string_view text) {
  if (const auto level = base::parse_log_level(text)) return *level;
  return fail(ErrorKind::invalid, "the levels are trace, debug, info, warn, error, fatal and panic");
}

Result<void> check_storage_driver(std::string_view text) {
  if (text == "overlay" || text == "overlay2") return {};
  return fail(ErrorKind::unsupported, "skiff has overlay alone");
}

Result<void> check_events_backend(std::string_view text) {
  if (text == "file") return {};
  return fail(ErrorKind::unsupported, "skiff has file alone");
}

Result<void> check_cgroup_manager(std::string_view text) {
  if (text == "cgroupfs") return {};
  return fail(ErrorKind::unsupported, "skiff makes cgroups itself: cgroupfs is the only one");
}

Result<void> check_context(std::string_view text) {
  if (text == "default") return {};
  return fail(ErrorKind::unsupported, "skiff works on this machine alone: default is the only context");
}

Result<void> check_host(std::string_view text) {
  if (text.empty()) return {};
  return fail(ErrorKind::unsupported, "skiff works without a daemon, on this machine alone: leave the option out");
}

Result<void> check_remote(std::string_view text) {
  if (text == "false" || text == "0") return {};
  return fail(ErrorKind::unsupported, "skiff works on this machine alone");
}

constexpr std::array persistent = {
    option<&GlobalOptions::root>("root", 0, "DIR", "Keep images, containers and volumes in DIR (SKIFF_ROOT)"),
    option<&GlobalOptions::runroot>("runroot", 0, "DIR", "Keep what ends with a boot in DIR (SKIFF_RUNROOT)"),
    parsed<&GlobalOptions::log_level, parse_log_level>("log-level", 0, "LEVEL",
                                                       "Say more or less on standard error: debug, info, warn or error "
                                                       "(default: warn)"),
    option<&GlobalOptions::is_help_wanted>("help", 'h', "", "Show this help"),
    option<&GlobalOptions::is_version_wanted>("version", 0, "", "Show the version"),
    // From here on for callers of docker and podman.
    option<&GlobalOptions::is_debug>("debug", 0, "", "The same as --log-level debug"),
    option<&GlobalOptions::is_output_unwanted>("noout", 0, "", "Print nothing of skiff's own on standard output"),
    option<&GlobalOptions::config>("config", 0, "DIR", "Look for passwords of registries in DIR/config.json"),
    statement<check_storage_driver>("storage-driver", 0, "overlay", "Layers are put together by overlay"),
    statement<check_events_backend>("events-backend", 0, "file", "Events go to a file"),
    statement<check_cgroup_manager>("cgroup-manager", 0, "cgroupfs", "Cgroups are made without systemd"),
    statement<check_context>("context", 0, "default", "This machine"),
    statement<check_remote>("remote", 0, "", "Only false: this machine"),
    statement<check_host>("host", 0, "\"\"", "Only empty: this machine, without a daemon"),
};
constexpr std::size_t shown_count = 5;

/// Letters that are free only before a command's name.
struct Letter {
  std::string_view name;
  char letter;
};
constexpr std::array letters = {Letter{"version", 'v'}, Letter{"log-level", 'l'}, Letter{"debug", 'D'},
                                Letter{"context", 'c'}, Letter{"remote", 'r'},    Letter{"host", 'H'}};

constexpr auto with_letters(auto table) {
  for (OptionRow& row : table)
    for (const Letter& entry : letters)
      if (entry.name == row.name) row.letter = entry.letter;
  return table;
}
constexpr auto leading = with_letters(persistent);

struct EngineVariable {
  std::string_view program;  ///< whose it is
  const char* name;
};
constexpr std::array engine_variables = {EngineVariable{"docker", "DOCKER_HOST"}, EngineVariable{"docker", "DOCKER_CONTEXT"},
                                         EngineVariable{"podman", "CONTAINER_HOST"}};

}  // namespace

OptionTable global_options() { return checked<persistent>(); }
OptionTable leading_options() { return checked<leading>(); }
std::span<const Option> shown_options(const OptionTable& table) { return table.rows.first(shown_count); }

Result<void> check_engine_environment(std::string_view program) {
  for (const EngineVariable& variable : engine_variables) {
    const char* value = variable.program == program ? std::getenv(variable.name) : nullptr;
    // A socket of this machine is what the caller's own engine would serve: skiff stands for that one.
    if (value == nullptr || *value == '\0' || std::string_view(value) == "default" ||
        std::string_view(value).starts_with("unix://"))
      continue;
    return std::unexpected(Error(ErrorKind::unsupported, fmt::format("{} is {}: skiff works on this machine alone",
                                                                     variable.name, base::escape_control(value, 200)))
                               .with_hint(fmt::format("unset {}, or call the program that it is for", variable.name)));
  }
  return {};
}

}  // namespace skiff::cli
