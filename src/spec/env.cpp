#include <skiff/spec/env.hpp>

#include <unordered_map>

#include <skiff/base/text.hpp>

namespace skiff::spec {

namespace {

/// execve(2) takes 128 KiB in one string (MAX_ARG_STRLEN).
constexpr std::size_t longest_entry = 128 * 1024 - 1;

}  // namespace

void set_env(std::vector<std::string>& env, std::string_view name, std::string_view value) {
  std::string entry = fmt::format("{}={}", name, value);
  for (std::string& earlier : env) {
    if (base::cut(earlier, '=').before == name) {
      earlier = std::move(entry);
      return;
    }
  }
  env.push_back(std::move(entry));
}

void keep_last_values(std::vector<std::string>& env) {
  std::unordered_map<std::string, std::size_t> places;
  std::size_t count = 0;
  for (std::size_t i = 0; i < env.size(); ++i) {
    const auto [place, is_new] = places.emplace(base::cut(env[i], '=').before, count);
    if (place->second != i) env[place->second] = std::move(env[i]);
    if (is_new) ++count;
  }
  env.resize(count);
}

namespace {

/// Before a list would need more memory, earlier values of the same names go: "NAME*" may be said a million times.
void add_entry(std::vector<std::string>& env, std::string_view entry) {
  if (env.size() == env.capacity()) {
    keep_last_values(env);
    if (env.size() * 2 >= env.capacity()) env.reserve(std::max<std::size_t>(64, env.capacity() * 2));
  }
  env.emplace_back(entry);
}

}  // namespace

Result<void> add_env(std::vector<std::string>& env, std::string_view text, std::span<const std::string_view> own) {
  const auto [name, value] = base::cut(text, '=');
  if (name.empty()) return fail(ErrorKind::invalid, "an environment variable without a name");
  if (text.find('\0') != std::string_view::npos) return fail(ErrorKind::invalid, "a zero byte in an environment variable");
  if (text.size() > longest_entry)
    return fail(ErrorKind::invalid, "the environment variable {} is longer than {} bytes", base::escape_control(name, 64), longest_entry);
  if (value) {
    add_entry(env, text);
    return {};
  }
  const bool is_prefix = name.ends_with('*');
  const std::string_view wanted = is_prefix ? name.substr(0, name.size() - 1) : name;
  for (const std::string_view entry : own) {
    const auto [own_name, own_value] = base::cut(entry, '=');
    if (own_name.empty() || !own_value) continue;
    if (is_prefix ? own_name.starts_with(wanted) : own_name == wanted) add_entry(env, entry);
  }
  return {};
}

Result<void> add_env_file(std::vector<std::string>& env, std::string_view text, std::span<const std::string_view> own) {
  std::size_t number = 0;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // the mark of some editors
  for (std::string_view line : base::split(text, '\n')) {
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (line.empty() || line.starts_with('#')) continue;
    const std::string_view name = base::cut(line, '=').before;
    if (base::trim(name).find_first_of(" \t") != std::string_view::npos)
      return fail(ErrorKind::invalid, "line {}: blanks in the name \"{}\"", number, name.substr(0, 64));
    if (auto added = add_env(env, line, own); !added) return fail_with(std::move(added).error(), "line {}", number);
  }
  return {};
}

}  // namespace skiff::spec
