#pragma once

#include <span>
#include <string>

#include <skiff/base/log.hpp>

#include "option.hpp"

namespace skiff::cli {

/// Options that every command takes, before and after its name.
struct GlobalOptions {
  std::string root;
  std::string runroot;
  std::string config;  ///< docker's folder of config.json, where passwords of registries are looked for
  base::LogLevel log_level = base::LogLevel::warn;
  bool is_debug = false;
  bool is_output_unwanted = false;
  bool is_help_wanted = false;
  bool is_version_wanted = false;

  base::LogLevel level() const { return is_debug ? base::LogLevel::debug : log_level; }
};

/// Behind a command's name only long names count: its own letters mean other things there (`-v`, `-c`).
OptionTable global_options();
/// The same before the command's name, with their letters.
OptionTable leading_options();
/// Those of each table that every page of help shows. The rest is for docker's and podman's callers: they say what skiff does
/// anyway.
std::span<const Option> shown_options(const OptionTable& table);

/// What the environment says for docker's and podman's clients: another machine's engine is refused where skiff goes by the
/// name of one of them. Errors: unsupported.
Result<void> check_engine_environment(std::string_view program);

}  // namespace skiff::cli
