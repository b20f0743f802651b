#include "session.hpp"

#include <skiff/base/text.hpp>

#include "terminal.hpp"

namespace skiff::cli {

Result<engine::Context*> Session::context() {
  if (!context_) {
    engine::ContextOptions options;
    options.root = globals.root;
    options.runroot = globals.runroot;
    options.warn = [this](std::string_view text) { print_warning(text); };
    TRY_ASSIGN(context_, engine::open_context(options));
  }
  return context_.get();
}

Result<void> Session::flush() {
  const std::string text = std::exchange(output_, {});
  return write_all(standard_output, text);
}

void Session::print_error(const Error& error) {
  // Where standard output is broken the command's own error is still worth more than that one.
  static_cast<void>(flush());
  std::string text = fmt::format("Error: {}\n", error.text());
  for (const std::string_view line : base::split(error.hint(), '\n'))
    if (!line.empty()) text += base::escape_control(line) + "\n";
  static_cast<void>(write_all(standard_error, text));
}

void Session::print_warning(std::string_view text) {
  static_cast<void>(flush());
  static_cast<void>(write_all(standard_error, fmt::format("Warning: {}\n", base::escape_control(text))));
}

}  // namespace skiff::cli
