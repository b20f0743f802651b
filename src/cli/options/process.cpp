#include "process.hpp"

#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/spec/env.hpp>

#include "input_file.hpp"

namespace skiff::cli {

namespace {

constexpr std::size_t longest_env_file = 4 << 20;

std::vector<std::string_view> own_env() {
  std::vector<std::string_view> entries;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) entries.emplace_back(*entry);
  return entries;
}

}  // namespace

Result<std::string> parse_working_dir(std::string_view text) {
  if (!text.starts_with('/')) return fail(ErrorKind::invalid, "it needs to be an absolute path");
  return std::string(text);
}

Result<std::vector<std::string>> env_of(const std::vector<std::string>& files, const std::vector<std::string>& entries) {
  const auto own = own_env();
  std::vector<std::string> env;
  for (const std::string& path : files) {
    const auto text = read_text(path, longest_env_file);
    if (!text) return fail_with(text.error(), "--env-file");
    if (auto added = spec::add_env_file(env, *text, own); !added) return fail_with(std::move(added).error(), "--env-file {}", path);
  }
  for (const std::string& entry : entries)
    if (auto added = spec::add_env(env, entry, own); !added) return fail_with(std::move(added).error(), "-e, --env");
  spec::keep_last_values(env);
  return env;
}

}  // namespace skiff::cli
