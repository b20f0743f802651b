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

#include <skiff/base/fixed_text.hpp>
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

enum class OptionKind : std::uint8_t {
  toggle,  ///< --name or --name=false
  scalar,  ///< one value; the last given wins
  list,    ///< each one given is kept
};

/// A row as it is written. The program keeps an Option of it, and code that finds its field (checked()).
struct OptionRow {
  using Enter = void* (*)(void*);

  std::string_view name;
  char letter = 0;
  std::string_view metavar;
  std::string_view help;
  OptionKind kind = OptionKind::toggle;
  Field (*field)(void* fields) = nullptr;
  std::array<Enter, 3> path = {};  ///< from the command's struct to the group that `field` expects, outermost first

  constexpr Field bind(void* fields) const {
    for (const Enter enter : path)
      if (enter != nullptr) fields = enter(fields);
    return field(fields);
  }
};

/// What the program knows of a row.
struct Option {
  base::FixedText<24> name;     ///< long name without dashes
  base::FixedText<31> metavar;  ///< what help calls the value; "" for a toggle
  base::FixedText<140> help;
  char letter = 0;              ///< short name, 0 for none
  OptionKind kind = OptionKind::toggle;
};

/// A table as the program reads it: without a pointer in its rows.
struct OptionTable {
  std::span<const Option> rows = {};
  /// The field of a row in a command's struct.
  Field (*bind)(std::size_t row, void* fields) = nullptr;

  bool is_empty() const { return rows.empty(); }
  const Option* begin() const { return rows.data(); }
  const Option* end() const { return rows.data() + rows.size(); }
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
constexpr OptionRow option(std::string_view name, char letter, std::string_view metavar, std::string_view help) {
  return {name, letter, metavar, help, detail::kind_of<detail::TypeOf<Member>>(), [](void* fields) -> Field {
            return &(static_cast<detail::ClassOf<Member>*>(fields)->*Member);
          }};
}

/// A row whose text `Parse` turns into the value (or one more element) of `Member`.
template <auto Member, auto Parse>
constexpr OptionRow parsed(std::string_view name, char letter, std::string_view metavar, std::string_view help) {
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

/// The same for one value; an empty text, as of a script's variable that is not set, is as if nothing had been said.
template <auto Member, auto Parse>
constexpr OptionRow parsed_unless_empty(std::string_view name, char letter, std::string_view metavar, std::string_view help) {
  using Type = detail::TypeOf<Member>;
  static_assert(!detail::IsVector<Type>::value);
  return {name, letter, metavar, help, OptionKind::scalar, [](void* fields) -> Field {
            return Setter{&(static_cast<detail::ClassOf<Member>*>(fields)->*Member),
                          [](void* target, std::string_view text) -> Result<void> {
                            if (text.empty()) return {};
                            TRY_ASSIGN(*static_cast<Type*>(target), Parse(text));
                            return {};
                          }};
          }};
}

/// A row that may be given several times: with each text `Apply(member, text)` changes what `Member` is.
template <auto Member, auto Apply>
constexpr OptionRow applied(std::string_view name, char letter, std::string_view metavar, std::string_view help) {
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
constexpr OptionRow statement(std::string_view name, char letter, std::string_view metavar, std::string_view help) {
  return {name, letter, metavar, help, metavar.empty() ? OptionKind::toggle : OptionKind::scalar, [](void*) -> Field {
            return Setter{nullptr, [](void*, std::string_view text) -> Result<void> { return Check(text); }};
          }};
}

/// A toggle for what skiff does, or has none of, either way.
constexpr OptionRow said_anyway(std::string_view name, std::string_view help) {
  return statement<[](std::string_view) -> Result<void> { return {}; }>(name, 0, "", help);
}

/// The rows of a shared group, for a command whose struct holds the group in `Member`, or further down: `Further` are then
/// members of what the one before is.
template <auto Member, auto... Further>
constexpr auto within(auto group) {
  for (OptionRow& row : group) {
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
constexpr auto join_tables(const std::array<OptionRow, Sizes>&... tables) {
  std::array<OptionRow, (Sizes + ... + 0)> result{};
  std::size_t at = 0;
  const auto append = [&](const auto& table) {
    for (const OptionRow& row : table) result[at++] = row;
  };
  (append(tables), ...);
  return result;
}

/// Whether no two rows share a name or a letter, every toggle is without and every other row with a metavar.
constexpr bool is_sound_table(std::span<const OptionRow> table) {
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

namespace detail {

template <const auto& Table, std::size_t... Index>
consteval std::array<Option, sizeof...(Index)> options_of(std::index_sequence<Index...>) {
  return {Option{Table[Index].name, Table[Index].metavar, Table[Index].help, Table[Index].letter, Table[Index].kind}...};
}

/// One row's code: all of its functions are known where this is compiled.
template <const auto& Table, std::size_t Index>
Field bind_one(void* fields) {
  constexpr OptionRow row = Table[Index];
  return row.bind(fields);
}

template <const auto& Table, std::size_t... Index>
Field bind_row(std::size_t row, void* fields, std::index_sequence<Index...>) {
  Field found;
  (void)((row == Index && (found = bind_one<Table, Index>(fields), true)) || ...);
  return found;
}

template <const auto& Table>
inline constexpr auto options = options_of<Table>(std::make_index_sequence<Table.size()>());

}  // namespace detail

/// A table, checked where it is compiled. Its rows hold pointers, so the program does not keep them: each would be relocated at
/// every start, in pages that every supervisor then has for itself.
template <const auto& Table>
constexpr OptionTable checked() {
  static_assert(is_sound_table(Table), "two options of this command share a name or a letter, or a metavar is wrong");
  return {detail::options<Table>, [](std::size_t row, void* fields) {
            return detail::bind_row<Table>(row, fields, std::make_index_sequence<Table.size()>());
          }};
}

}  // namespace skiff::cli
