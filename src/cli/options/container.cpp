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

Result<void> set_log_option(std::int64_t& max_size, std::string_view text) {
  const auto [name, value] = base::cut(text, '=');
  if (name != "max-size" || !value) return fail(ErrorKind::unsupported, "this version has max-size=SIZE alone");
  TRY_ASSIGN(max_size, spec::parse_byte_size(*value));
  return {};
}

Result<engine::ContainerRequest> request_of(const ContainerOptions& options, const Session& session) {
  engine::ContainerRequest request = options.request;
  request.image = session.operands.at(0);
  TRY(check_credentials(request.pull_options.registry));

  spec::ContainerConfig& config = request.config;
  config.process.command.assign(session.operands.begin() + 1, session.operands.end());
  TRY_ASSIGN(config.process.env, env_of(options.env_files, options.request.config.process.env));
  config.mounts.insert(config.mounts.end(), options.tmpfs.begin(), options.tmpfs.end());
  TRY(spec::check_destinations(config.mounts));
  if (!config.cidfile.empty()) {
    TRY_ASSIGN(config.cidfile, absolute_path(config.cidfile));
  }
  config.create_command = create_command_of(session);
  return request;
}

}  // namespace skiff::cli
