#include "session.hpp"

#include <cstdlib>

#include <skiff/base/text.hpp>
#include <skiff/base/time.hpp>

#include "terminal.hpp"

namespace skiff::cli {

Result<engine::Context*> Session::context() {
  if (!context_) {
    // Where docker's own file lies is known by this variable alone, to skiff as to docker.
    if (!globals.config.empty()) setenv("DOCKER_CONFIG", globals.config.c_str(), 1);
    engine::ContextOptions options;
    options.root = globals.root;
    options.runroot = globals.runroot;
    options.log_level = globals.level();
    options.log = [this](base::LogLevel level, std::string_view text) { print_log(level, text); };
    options.supervisor = supervisor;
    TRY_ASSIGN(context_, engine::open_context(options));
  }
  return context_.get();
}

Result<void> Session::flush() {
  const std::string text = std::exchange(output_, {});
  if (globals.is_output_unwanted) return {};
  return write_all(standard_output, text);
}

void Session::print_error(const Error& error) {
  // Where standard output is broken the command's own error is still worth more than that one.
  static_cast<void>(flush());
  std::string text = fmt::format("Error: {}\n", worded(personality, error.text()));
  const std::string hint = worded(personality, error.hint());
  for (const std::string_view line : base::split(hint, '\n'))
    if (!line.empty()) text += base::escape_control(line) + "\n";
  static_cast<void>(write_all(standard_error, text));
}

void Session::print_log(base::LogLevel level, std::string_view text) {
  if (level < globals.level()) return;
  if (level >= base::LogLevel::warn) return print_warning(text);
  static_cast<void>(flush());
  static_cast<void>(write_all(standard_error, fmt::format("time=\"{}\" level={} msg=\"{}\"\n", base::format_rfc3339(base::now()),
                                                          base::log_level_name(level), base::escape_control(text))));
}

void Session::print_warning(std::string_view text) {
  if (globals.level() > base::LogLevel::warn) return;
  static_cast<void>(flush());
  static_cast<void>(write_all(standard_error, fmt::format("Warning: {}\n", base::escape_control(worded(personality, text)))));
}

}  // namespace skiff::cli
