#include <skiff/base/text.hpp>
#include <skiff/spec/env.hpp>
#include <skiff/spec/oci_image.hpp>

/// Instructions of `import --change`: the Dockerfile words that only change an image's configuration.
namespace skiff::spec {

namespace {

/// Words of ENV, LABEL and VOLUME: separated by blanks, with "…", '…' and \ as a shell has them.
Result<std::vector<std::string>> shell_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool is_in_word = false;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && quote != '\'' && i + 1 < text.size()) {
      word += text[++i];
      is_in_word = true;
    } else if (quote != 0) {
      if (c == quote)
        quote = 0;
      else
        word += c;
    } else if (c == '"' || c == '\'') {
      quote = c;
      is_in_word = true;
    } else if (c == ' ' || c == '\t') {
      if (is_in_word) words.push_back(std::exchange(word, {}));
      is_in_word = false;
    } else {
      word += c;
      is_in_word = true;
    }
  }
  if (quote != 0) return fail(ErrorKind::invalid, "a {} is not closed", quote);
  if (is_in_word) words.push_back(std::move(word));
  return words;
}

/// ["a","b"], or nothing if the text is not a JSON array of strings.
std::optional<std::vector<std::string>> json_words(std::string_view text) {
  if (!text.starts_with('[')) return std::nullopt;
  const auto value = base::parse_json(text);
  std::vector<std::string> words;
  if (!value || !base::from_json(*value, words, "")) return std::nullopt;
  return words;
}

/// The form of CMD and ENTRYPOINT: an array, or a line for /bin/sh.
std::vector<std::string> command_words(std::string_view text) {
  if (auto words = json_words(text)) return *std::move(words);
  return {"/bin/sh", "-c", std::string(text)};
}

/// ENV and LABEL: "name value with blanks", or name=value pairs.
template <typename Set>
Result<void> assign_pairs(std::string_view text, Set set) {
  TRY_ASSIGN(const auto words, shell_words(text));
  if (words.empty()) return fail(ErrorKind::invalid, "it needs a name and a value");
  const std::size_t blank = text.find_first_of(" \t");
  if (words[0].find('=') == std::string::npos) {
    if (blank == std::string_view::npos) return fail(ErrorKind::invalid, "it needs a name and a value");
    set(text.substr(0, blank), base::trim(text.substr(blank)));
    return {};
  }
  for (const std::string& word : words) {
    const auto [name, value] = base::cut(word, '=');
    if (!value || name.empty()) return fail(ErrorKind::invalid, "{} is not name=value", base::escape_control(word, 100));
    set(name, *value);
  }
  return {};
}

Result<void> expose(OciProcess& process, std::string_view text) {
  for (const std::string_view word : base::split(text, ' ')) {
    if (word.empty()) continue;
    const auto [ports, protocol] = base::cut(word, '/');
    const std::string_view name = protocol.value_or("tcp");
    if (name != "tcp" && name != "udp" && name != "sctp")
      return fail(ErrorKind::invalid, "{} is not a protocol", base::escape_control(name, 40));
    const auto [low_text, high_text] = base::cut(ports, '-');
    const auto low = base::parse_unsigned(low_text);
    const auto high = base::parse_unsigned(high_text.value_or(low_text));
    if (!low || !high || *low < 1 || *high > 65535 || *low > *high)
      return fail(ErrorKind::invalid, "{} is not a port", base::escape_control(ports, 40));
    for (auto port = *low; port <= *high; ++port)
      process.exposed_ports[fmt::format("{}/{}", port, name)] = base::json::object();
  }
  return {};
}

Result<void> apply(OciProcess& process, std::string_view word, std::string_view rest) {
  if (word == "CMD") {
    process.cmd = command_words(rest);
  } else if (word == "ENTRYPOINT") {
    process.entrypoint = command_words(rest);
  } else if (word == "ENV") {
    return assign_pairs(rest, [&](std::string_view name, std::string_view value) { set_env(process.env, name, value); });
  } else if (word == "LABEL") {
    return assign_pairs(rest, [&](std::string_view name, std::string_view value) {
      process.labels[std::string(name)] = std::string(value);
    });
  } else if (word == "EXPOSE") {
    return expose(process, rest);
  } else if (word == "STOPSIGNAL") {
    process.stop_signal = rest;
  } else if (word == "USER") {
    process.user = rest;
  } else if (word == "WORKDIR") {
    process.working_dir = rest.starts_with('/') ? std::string(rest)
                                                : fmt::format("{}/{}", process.working_dir == "/" ? "" : process.working_dir, rest);
  } else if (word == "VOLUME") {
    auto words = json_words(rest);
    if (!words) {
      TRY_ASSIGN(words, shell_words(rest));
    }
    for (const std::string& path : *words) process.volumes[path] = base::json::object();
  } else if (word == "ONBUILD") {
    process.on_build.emplace_back(rest);
  } else {
    return fail(ErrorKind::invalid, "{} is not one of CMD ENTRYPOINT ENV EXPOSE LABEL ONBUILD STOPSIGNAL USER VOLUME WORKDIR",
                base::escape_control(word, 40));
  }
  return {};
}

}  // namespace

Result<void> apply_change(OciProcess& process, std::string_view instruction) {
  const std::string_view text = base::trim(instruction);
  // "CMD=sh" is docker's and podman's older spelling of "CMD sh".
  const std::size_t end = text.find_first_of(" \t=");
  std::string word(text.substr(0, end));
  std::ranges::transform(word, word.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  const std::string_view rest = end == std::string_view::npos ? std::string_view() : base::trim(text.substr(end + 1));
  auto result = rest.empty() ? Result<void>(fail(ErrorKind::invalid, "it needs a value")) : apply(process, word, rest);
  if (!result) return fail_with(std::move(result).error(), "invalid change {}", base::escape_control(text, 200));
  return {};
}

}  // namespace skiff::spec
