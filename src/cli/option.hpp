#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <skiff/base/result.hpp>

/// An option is a row of a command's constexpr table, bound to a field of that command's struct. Parsing and help
/// come from the row alone.
namespace skiff::cli {

/// A field whose text needs a parser of its own.
struct Setter {
  void* target;
  Result<void> (*set)(void* target, std::string_view text);
};

/// Where an option's value goes. Only parser.cpp looks inside.
using Field = std::variant<bool*, std::string*, std::vector<std::string>*, std::optional<std::int64_t>*, Setter>;

enum class OptionKind {
  toggle,  ///< --name or --name=false
  scalar,  ///< one value; the last given wins
  list,    ///< each one given is kept
};

struct Option {
  using Enter = void* (*)(void*);

  std::string_view name;     ///< long name without dashes
  char letter = 0;           ///< short name, 0 for none
  std::string_view metavar;  ///< what help calls the value; "" for a toggle
  std::string_view help;
  OptionKind kind = OptionKind::toggle;
  Field (*field)(void* fields) = nullptr;
  std::array<Enter, 3> path = {};  ///< from the command's struct to the group that `field` expects, outermost first

  Field bind(void* fields) const {
    for (const Enter enter : path)
      if (enter != nullptr) fields = enter(fields);
    return field(fields);
  }
};

namespace detail {

template <typename Class, typename Type>
Class class_of(Type Class::*);
template <typename Class, typename Type>
Type type_of(Type Class::*);

template <auto Member>
using ClassOf = decltype(class_of(Member));
template <auto Member>
using TypeOf = decltype(type_of(Member));

template <typename T>
struct IsVector : std::false_type {};
template <typename T>
struct IsVector<std::vector<T>> : std::true_type {};

template <typename T>
constexpr OptionKind kind_of() {
  if (std::is_same_v<T, bool>) return OptionKind::toggle;
  return IsVector<T>::value ? OptionKind::list : OptionKind::scalar;
}

/// The group that is `Members` deep inside `*fields`.
template <auto Member, auto... Further>
constexpr void* group_in(ClassOf<Member>* fields) {
  auto* group = &(fields->*Member);
  if constexpr (sizeof...(Further) == 0)
    return group;
  else
    return group_in<Further...>(group);
}

/// Not constexpr on purpose: reaching it in a constant expression stops the build.
void groups_are_nested_too_deep();

}  // namespace detail

/// A row whose text goes into `Member` as it is: bool, std::string, a list of strings or an optional number.
template <auto Member>
constexpr Option option(std::string_view name, char letter, std::string_view metavar, std::string_view help) {
  return {name, letter, metavar, help, detail::kind_of<detail::TypeOf<Member>>(), [](void* fields) -> Field {
            return &(static_cast<detail::ClassOf<Member>*>(fields)->*Member);
          }};
}

/// A row whose text `Parse` turns into the value (or one more element) of `Member`.
template <auto Member, auto Parse>
constexpr Option parsed(std::string_view name, char letter, std::string_view metavar, std::string_view help) {
  using Type = detail::TypeOf<Member>;
  return {name, letter, metavar, help, detail::kind_of<Type>(), [](void* fields) -> Field {
            return Setter{&(static_cast<detail::ClassOf<Member>*>(fields)->*Member),
                          [](void* target, std::string_view text) -> Result<void> {
                            TRY_ASSIGN(auto value, Parse(text));
                            if constexpr (detail::IsVector<Type>::value)
                              static_cast<Type*>(target)->push_back(std::move(value));
                            else
                              *static_cast<Type*>(target) = std::move(value);
                            return {};
                          }};
          }};
}

/// A row that may be given several times: with each text `Apply(member, text)` changes what `Member` is.
template <auto Member, auto Apply>
constexpr Option applied(std::string_view name, char letter, std::string_view metavar, std::string_view help) {
  using Type = detail::TypeOf<Member>;
  return {name, letter, metavar, help, OptionKind::list, [](void* fields) -> Field {
            return Setter{&(static_cast<detail::ClassOf<Member>*>(fields)->*Member),
                          [](void* target, std::string_view text) -> Result<void> {
                            return Apply(*static_cast<Type*>(target), text);
                          }};
          }};
}

/// A row that says what is so anyway, for callers that say it: `Check(text)` is an error for any other value. Without a metavar
/// it is a toggle, and its text "true" or "false".
template <auto Check>
constexpr Option statement(std::string_view name, char letter, std::string_view metavar, std::string_view help) {
  return {name, letter, metavar, help, metavar.empty() ? OptionKind::toggle : OptionKind::scalar, [](void*) -> Field {
            return Setter{nullptr, [](void*, std::string_view text) -> Result<void> { return Check(text); }};
          }};
}

/// The rows of a shared group, for a command whose struct holds the group in `Member`, or further down: `Further` are then
/// members of what the one before is.
template <auto Member, auto... Further>
constexpr auto within(auto group) {
  for (Option& row : group) {
    if (row.path.back() != nullptr) detail::groups_are_nested_too_deep();
    std::shift_right(row.path.begin(), row.path.end(), 1);
    row.path.front() = [](void* fields) {
      return detail::group_in<Member, Further...>(static_cast<detail::ClassOf<Member>*>(fields));
    };
  }
  return group;
}

/// One table of several.
template <std::size_t... Sizes>
constexpr auto join_tables(const std::array<Option, Sizes>&... tables) {
  std::array<Option, (Sizes + ... + 0)> result{};
  std::size_t at = 0;
  const auto append = [&](const auto& table) {
    for (const Option& row : table) result[at++] = row;
  };
  (append(tables), ...);
  return result;
}

/// Whether no two rows share a name or a letter, every toggle is without and every other row with a metavar.
constexpr bool is_sound_table(std::span<const Option> table) {
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i].name.empty() || table[i].help.empty()) return false;
    if (table[i].metavar.empty() != (table[i].kind == OptionKind::toggle)) return false;
    for (std::size_t j = i + 1; j < table.size(); ++j) {
      if (table[i].name == table[j].name) return false;
      if (table[i].letter != 0 && table[i].letter == table[j].letter) return false;
    }
  }
  return true;
}

/// A table, checked where it is compiled.
template <const auto& Table>
constexpr std::span<const Option> checked() {
  static_assert(is_sound_table(Table), "two options of this command share a name or a letter, or a metavar is wrong");
  return Table;
}

}  // namespace skiff::cli
