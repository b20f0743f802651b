#include "container.hpp"

#include <skiff/base/json.hpp>
#include <skiff/base/text.hpp>
#include <skiff/spec/object_name.hpp>

#include "input_file.hpp"

namespace skiff::cli {

namespace {

/// All words as typed, for the record, without passwords; it holds UTF-8 only.
std::vector<std::string> create_command_of(const Session& session) {
  std::vector<std::string> words = {"skiff"};
  bool is_secret = false;
  for (const std::string_view word : session.arguments()) {
    if (is_secret)
      words.emplace_back("***");
    else if (word.starts_with("--creds="))
      words.emplace_back("--creds=***");
    else
      words.push_back(base::to_utf8(word));
    is_secret = !is_secret && word == "--creds";
  }
  return words;
}

}  // namespace

Result<std::string> detail::parse_stream(std::string_view text) {
  std::string name = base::to_lower(text);
  if (name == "stdin" || name == "stdout" || name == "stderr") return name;
  return fail(ErrorKind::invalid, "the streams are stdin, stdout and stderr");
}

Result<std::string> parse_container_name(std::string_view text) {
  TRY(spec::check_object_name(text));
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

Result<engine::ContainerRequest> request_of(const ContainerOptions& options, const Session& session) {
  engine::ContainerRequest request = options.request;
  request.image = session.operands.at(0);
  if (request.is_replacing && request.name.empty())
    return fail(ErrorKind::usage, "cannot replace a container without its name: --replace needs --name");
  TRY(check_credentials(request.pull_options.registry));

  spec::ContainerConfig& config = request.config;
  config.process.command.assign(session.operands.begin() + 1, session.operands.end());
  TRY_ASSIGN(config.process.env, env_of(options.env_files, options.request.config.process.env));
  config.mounts.insert(config.mounts.end(), options.tmpfs.begin(), options.tmpfs.end());
  TRY(spec::check_destinations(config.mounts));
  if (!session.personality.is_making_bind_sources)
    for (spec::MountSpec& mount : config.mounts) mount.is_source_made = false;
  if (!config.cidfile.empty()) {
    TRY_ASSIGN(config.cidfile, absolute_path(config.cidfile));
  }
  config.create_command = create_command_of(session);
  return request;
}

}  // namespace skiff::cli
