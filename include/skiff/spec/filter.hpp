#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <skiff/base/result.hpp>

/// --filter of every command: what one says, and how several go together.
namespace skiff::spec {

/// One --filter as it was typed: "KEY=VALUE", or "KEY!=VALUE", whose key then ends in "!".
struct Filter {
  std::string key;    ///< lower case
  std::string value;  ///< behind the first "="
  bool operator==(const Filter&) const = default;
};
/// Errors: invalid (no "=", no key, over 4 KiB).
Result<Filter> parse_filter(std::string_view text);

/// Whether an object has what one filter asks for.
template <typename T>
using Test = std::function<bool(const T&)>;

/// How several filters of one key go together; those of different keys must all hold.
enum class Several { any, all };

/// A key that a command knows. `prepare` turns a value into its test, once: there an image is looked up, or a value refused.
template <typename T>
struct FilterKey {
  std::string_view name;  ///< "label", "label!"
  Several several = Several::any;
  std::function<Result<Test<T>>(const std::string& value)> prepare;
};

/// "X is an invalid filter", with the keys that there are as its hint.
Error unknown_filter(std::string_view key, std::span<const std::string_view> known);

/// What a command's filters select.
template <typename T>
class Selection {
 public:
  /// Errors: invalid (a key that is not in `keys`), and those of its prepare().
  static Result<Selection> make(std::span<const Filter> filters, std::span<const FilterKey<T>> keys) {
    Selection selection;
    for (const Filter& filter : filters) {
      const FilterKey<T>* key = nullptr;
      for (const FilterKey<T>& candidate : keys)
        if (candidate.name == filter.key) key = &candidate;
      if (key == nullptr) {
        std::vector<std::string_view> known;
        for (const FilterKey<T>& candidate : keys) known.push_back(candidate.name);
        return std::unexpected(unknown_filter(filter.key, known));
      }
      TRY_ASSIGN(auto test, key->prepare(filter.value));
      Group& group = selection.groups_[filter.key];
      group.several = key->several;
      group.tests.push_back(std::move(test));
    }
    return selection;
  }

  bool holds(const T& object) const {
    for (const auto& [key, group] : groups_) {
      const auto passes = [&](const Test<T>& test) { return test(object); };
      if (group.several == Several::any ? std::ranges::none_of(group.tests, passes) : !std::ranges::all_of(group.tests, passes))
        return false;
    }
    return true;
  }
  bool is_empty() const { return groups_.empty(); }

 private:
  struct Group {
    Several several = Several::any;
    std::vector<Test<T>> tests;
  };
  std::map<std::string, Group> groups_;
};

/// Whether labels hold "KEY", or "KEY=VALUE" exactly.
bool has_label(const std::map<std::string, std::string>& labels, std::string_view wanted);

/// A regular expression (POSIX extended) that may match anywhere in a text. Errors: invalid (its fault; over 1 KiB).
Result<std::function<bool(const std::string&)>> parse_pattern(const std::string& text);

/// "true", "1", "t", "False" … as Go's ParseBool. Errors: invalid.
Result<bool> parse_truth(std::string_view text);

}  // namespace skiff::spec
