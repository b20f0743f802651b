#include "lexer.hpp"

#include <algorithm>
#include <array>

#include <skiff/base/text.hpp>
#include <skiff/engine/system.hpp>

#include "not_yet.hpp"

namespace skiff::cli {

namespace {

using Tables = std::span<const OptionTable>;
using Words = std::span<const std::string_view>;

/// Older and docker's names of an option, accepted and not shown.
struct HiddenName {
  std::string_view hidden;
  std::string_view name;
};
constexpr std::array hidden_names = {
    HiddenName{"net", "network"},
    HiddenName{"timeout", "time"},
    HiddenName{"notruncate", "no-trunc"},
};

const Option* find_by_name(Tables tables, std::string_view name) {
  for (const OptionTable& table : tables)
    for (const Option& option : table)
      if (option.name == name) return &option;
  return nullptr;
}

/// The words of one command line as they are consumed.
class Reader {
 public:
  Reader(Tables tables, Words words, std::string_view command) : tables_(tables), words_(words), command_(command) {}

  Result<Lexed> read(LexMode mode) {
    while (at_ < words_.size()) {
      const std::string_view word = words_[at_];
      if (word == "--") {
        ++at_;
        take_rest(mode);
        break;
      }
      if (word.size() < 2 || word[0] != '-') {
        if (mode != LexMode::interspersed) {
          take_rest(mode);
          break;
        }
        lexed_.operands.push_back(word);
        ++at_;
        continue;
      }
      ++at_;
      if (word[1] == '-') {
        TRY(read_long(word));
      } else {
        TRY(read_letters(word));
      }
    }
    lexed_.consumed = at_;
    return std::move(lexed_);
  }

 private:
  void take_rest(LexMode mode) {
    if (mode == LexMode::stop_at_operand) return;
    lexed_.operands.insert(lexed_.operands.end(), words_.begin() + static_cast<std::ptrdiff_t>(at_), words_.end());
    at_ = words_.size();
  }

  Result<void> read_long(std::string_view word) {
    const auto [name, value] = base::cut(word.substr(2), '=');
    if (name.empty()) return fail(ErrorKind::usage, "bad flag syntax: {}", word);
    const Option* option = find_option(tables_, name);
    if (option == nullptr) return takes_what_is_so_anyway(name, value) ? Result<void>() : unknown_name(name);
    if (value) {
      add(*option, *value);
    } else if (option->kind == OptionKind::toggle) {
      add(*option, "true");
    } else {
      if (at_ == words_.size()) return fail(ErrorKind::usage, "flag needs an argument: --{}", name);
      add(*option, words_[at_++]);
    }
    return {};
  }

  Result<void> read_letters(std::string_view word) {
    for (std::string_view rest = word.substr(1); !rest.empty();) {
      const char letter = rest[0];
      rest.remove_prefix(1);
      const Option* option = find_option(tables_, letter);
      if (option == nullptr) return unknown_letter(word, letter);
      const bool has_equals = rest.starts_with('=');
      if (has_equals) rest.remove_prefix(1);
      if (option->kind == OptionKind::toggle && !has_equals) {
        add(*option, "true");
        continue;
      }
      if (rest.empty() && !has_equals) {
        if (at_ == words_.size()) return fail(ErrorKind::usage, "flag needs an argument: '{}' in {}", letter, word);
        rest = words_[at_++];
      }
      add(*option, rest);
      return {};
    }
    return {};
  }

  /// An option that is not there yet may say what is so without it.
  bool takes_what_is_so_anyway(std::string_view name, std::optional<std::string_view> value) {
    if (later_option(command_, name).empty()) return false;
    const bool is_in_next_word = !value && !is_later_toggle(name) && at_ < words_.size();
    const std::string_view text = value ? *value : is_in_next_word ? words_[at_] : "true";
    if (!is_so_anyway(name, text)) return false;
    if (is_in_next_word) ++at_;
    return true;
  }

  void add(const Option& option, std::string_view value) {
    if (option.kind != OptionKind::list)
      std::erase_if(lexed_.options, [&](const LexedOption& earlier) { return earlier.option == &option; });
    lexed_.options.push_back({&option, value});
  }

  static std::unexpected<Error> not_yet(std::string_view shown, std::string_view name) {
    Error error(ErrorKind::usage, fmt::format("skiff {} has no {} yet", engine::version(), shown));
    return std::unexpected(std::move(error).with_hint(std::string(way_round(name))));
  }

  Result<void> unknown_name(std::string_view name) const {
    if (!later_option(command_, name).empty()) return not_yet(fmt::format("--{}", name), name);
    Error error(ErrorKind::usage, fmt::format("unknown flag: --{}", name));
    std::vector<std::string_view> names;
    for (const OptionTable& table : tables_)
      for (const Option& option : table) names.push_back(option.name);
    if (const auto meant = base::nearest(name, names)) error.with_hint(fmt::format("Did you mean --{}?", *meant));
    return std::unexpected(std::move(error));
  }

  Result<void> unknown_letter(std::string_view word, char letter) const {
    if (const std::string_view later = later_option(command_, letter); !later.empty())
      return not_yet(fmt::format("-{} (--{})", letter, later), later);
    Error error(ErrorKind::usage, fmt::format("unknown shorthand flag: '{}' in {}", letter, word));
    if (find_option(tables_, word.substr(1)) != nullptr) error.with_hint(fmt::format("Did you mean -{}?", word));
    return std::unexpected(std::move(error));
  }

  Tables tables_;
  Words words_;
  std::string_view command_;
  std::size_t at_ = 0;
  Lexed lexed_;
};

}  // namespace

const Option* find_option(Tables tables, std::string_view name) {
  if (const Option* option = find_by_name(tables, name)) return option;
  for (const HiddenName& entry : hidden_names)
    if (entry.hidden == name) return find_by_name(tables, entry.name);
  return nullptr;
}

const Option* find_option(Tables tables, char letter) {
  for (const OptionTable& table : tables)
    for (const Option& option : table)
      if (option.letter == letter) return &option;
  return nullptr;
}

Result<Lexed> lex(Tables tables, Words words, LexMode mode, std::string_view command) {
  return Reader(tables, words, command).read(mode);
}

}  // namespace skiff::cli
