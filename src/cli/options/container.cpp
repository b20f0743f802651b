#include "container.hpp"

#include <skiff/base/json.hpp>
#include <skiff/base/text.hpp>
#include <skiff/spec/object_name.hpp>

#include "input_file.hpp"

namespace skiff::cli {

namespace {

/// All words as typed, for the record, without passwords.
std::vector<std::string> create_command_of(const Session& session) {
  std::vector<std::string> words = {"skiff"};
  bool is_secret = false;
  for (const std::string_view word : session.arguments()) {
    if (is_secret)
      words.emplace_back("***");
    else if (word.starts_with("--creds="))
      words.emplace_back("--creds=***");
    else
      words.emplace_back(word);
    is_secret = !is_secret && word == "--creds";
  }
  return words;
}

}  // namespace

Result<std::string> parse_container_name(std::string_view text) {
  TRY(spec::check_object_name(text));
  return std::string(text);
}

Result<std::string> parse_hostname(std::string_view text) {
  TRY(spec::check_hostname(text));
  return std::string(text);
}

Result<std::vector<std::string>> parse_entrypoint(std::string_view text) {
  std::vector<std::string> words;
  if (text.empty()) return words;
  if (base::trim(text).starts_with('[')) {
    TRY_ASSIGN(const auto value, base::parse_json(text));
    TRY(base::from_json(value, words, ""));
    return words;
  }
  words.emplace_back(text);
  return words;
}

Result<spec::MountSpec> parse_volume_here(std::string_view text) {
  TRY_ASSIGN(const std::string directory, current_directory());
  return spec::parse_volume(text, directory);
}

Result<spec::LogDriver> parse_log_driver(std::string_view text) {
  if (text == "k8s-file" || text == "json-file") return spec::LogDriver::k8s_file;
  if (text == "none") return spec::LogDriver::none;
  return fail(ErrorKind::unsupported, "this version has k8s-file (also by the name json-file) and none");
}

Result<std::int64_t> parse_log_option(std::string_view text) {
  const auto [name, value] = base::cut(text, '=');
  if (name != "max-size" || !value) return fail(ErrorKind::unsupported, "this version has max-size=SIZE alone");
  return spec::parse_byte_size(*value);
}

Result<engine::ContainerRequest> request_of(const ContainerOptions& options, const Session& session) {
  engine::ContainerRequest request;
  request.image = session.operands.at(0);
  request.name = options.name;
  request.is_entrypoint_given = options.entrypoint.has_value();
  request.has_stop_signal = options.stop_signal.has_value();
  request.pull = options.pull;
  TRY_ASSIGN(request.pull_options, pull_options_of(options.registry));

  spec::ContainerConfig& config = request.config;
  config.process.entrypoint = options.entrypoint.value_or(std::vector<std::string>());
  config.process.command.assign(session.operands.begin() + 1, session.operands.end());
  TRY_ASSIGN(config.process.env, env_of(options.process));
  config.process.user = options.process.user;
  config.process.working_dir = options.process.working_dir;
  config.process.has_terminal = options.process.has_terminal;
  config.process.is_interactive = options.process.is_interactive;
  config.process.ulimits = options.ulimits;
  config.hostname = options.hostname;
  for (const auto& [key, value] : options.labels) config.labels[key] = value;
  config.mounts = options.volumes;
  config.mounts.insert(config.mounts.end(), options.tmpfs.begin(), options.tmpfs.end());
  TRY(spec::check_destinations(config.mounts));
  config.network = options.network;
  config.pid = options.pid;
  config.ipc = options.ipc;
  config.has_init = options.has_init;
  config.is_read_only = options.is_read_only;
  config.is_auto_removed = options.is_auto_removed;
  config.stop_signal = options.stop_signal.value_or(config.stop_signal);
  config.stop_timeout = options.stop_timeout.value_or(config.stop_timeout);
  config.log_driver = options.log_driver;
  if (!options.log_sizes.empty()) config.log_max_size = options.log_sizes.back();
  if (!options.cidfile.empty()) {
    TRY_ASSIGN(config.cidfile, absolute_path(options.cidfile));
  }
  config.create_command = create_command_of(session);
  return request;
}

}  // namespace skiff::cli
