#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <boost/describe.hpp>
#include <boost/json.hpp>

#include <skiff/base/result.hpp>
#include <skiff/base/time.hpp>

/// Fields of a struct <-> JSON members, from one list: BOOST_DESCRIBE_STRUCT(Type, (), (field, ...)).
///
/// Reading: an absent or null member keeps the field's default; a member of the wrong type is an error that names its
/// path ("/process/user/uid: not a number"); unknown members are ignored, or kept where the struct has a member
/// `boost::json::object unknown_fields` (our own records, so that an older skiff does not lose a newer one's facts).
/// Writing: a field that equals its default is left out, unless the struct says `json_keep_defaults`.
/// Names: the field's own; camelCase or PascalCase where the struct says so:
///     static constexpr auto json_case = base::JsonCase::camel;
/// and a struct may rename single fields: static constexpr std::string_view json_name(std::string_view field).
namespace skiff::base {

namespace json = boost::json;

enum class JsonCase { snake, camel, pascal };

/// Parses one JSON text. Nesting over 64 levels is refused; of duplicate keys the last stands. Errors: corrupt.
Result<json::value> parse_json(std::string_view text);

/// The text of a record, which can be read back: as check_text() says. Errors: invalid.
Result<std::string> record_text(const json::value& value, int indent = 0);

/// Text of a value; `indent` 0 is one line, otherwise that many spaces a level (Go's layout: "key": value, empty {} and []).
std::string json_text(const json::value& value, int indent = 0);

/// Whether all text of a value (keys too) can be written and read back: it must be UTF-8. To be asked before anything is made
/// of what a person typed. Errors: invalid, naming the text.
Result<void> check_text(const json::value& value);

/// "no_new_privileges" -> "noNewPrivileges" or "NoNewPrivileges".
std::string json_cased(std::string_view field, JsonCase style);

/// Where in a document a value stands: a member, an element, or the document itself. Made of what lies on the stack while the
/// document is read, so that a place which no error names costs nothing.
class JsonPath {
 public:
  JsonPath(const char* document) : name_(document) {}
  JsonPath(const JsonPath& parent, std::string_view member) : parent_(&parent), name_(member) {}
  JsonPath(const JsonPath& parent, std::size_t element) : parent_(&parent), element_(element) {}
  /// "/process/env/0"
  std::string text() const;

 private:
  const JsonPath* parent_ = nullptr;
  std::string_view name_;
  std::optional<std::size_t> element_;
};

namespace detail {

template <typename T>
auto member_name(std::string_view field) {
  if constexpr (!requires { T::json_name(field); } && !requires { T::json_case; }) {
    return field;
  } else {
    if constexpr (requires { T::json_name(field); }) {
      if (const std::string_view renamed = T::json_name(field); !renamed.empty()) return std::string(renamed);
    }
    if constexpr (requires { T::json_case; })
      return json_cased(field, T::json_case);
    else
      return std::string(field);
  }
}

template <typename T>
struct is_vector : std::false_type {};
template <typename T>
struct is_vector<std::vector<T>> : std::true_type {};
template <typename T>
struct is_string_map : std::false_type {};
template <typename T>
struct is_string_map<std::map<std::string, T>> : std::true_type {};
template <typename T>
struct is_optional : std::false_type {};
template <typename T>
struct is_optional<std::optional<T>> : std::true_type {};

template <typename T>
concept Described = boost::describe::has_describe_members<T>::value && !std::is_enum_v<T>;
template <typename T>
concept DescribedEnum = boost::describe::has_describe_enumerators<T>::value;

std::unexpected<Error> wrong_type(const JsonPath& path, std::string_view wanted);

}  // namespace detail

template <typename T>
json::value to_json(const T& value);

/// Fills `target`; `path` names the place in messages. Errors: invalid.
template <typename T>
Result<void> from_json(const json::value& source, T& target, const JsonPath& path);

namespace detail {

template <typename T>
json::value described_to_json(const T& value) {
  json::object result;
  const T defaults{};
  boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>([&](auto member) {
    const auto& field = value.*member.pointer;
    if constexpr (!requires { T::json_keep_defaults; }) {
      if (field == defaults.*member.pointer) return;
    }
    result.emplace(member_name<T>(member.name), to_json(field));
  });
  if constexpr (requires { value.unknown_fields; }) {
    for (const auto& member : value.unknown_fields) result.insert(member);
  }
  return result;
}

template <typename T>
Result<void> described_from_json(const json::value& source, T& target, const JsonPath& path) {
  if (!source.is_object()) return wrong_type(path, "an object");
  const json::object& object = source.get_object();
  Result<void> result;
  std::size_t known = 0;
  boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>([&](auto member) {
    if (!result) return;
    const auto name = member_name<T>(member.name);
    const json::value* found = object.if_contains(name);
    if (found == nullptr) return;
    ++known;
    if (!found->is_null()) result = from_json(*found, target.*member.pointer, JsonPath(path, name));
  });
  if constexpr (requires { target.unknown_fields; }) {
    if (result && known != object.size()) {
      for (const auto& entry : object) {
        bool is_known = false;
        boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>(
            [&](auto member) { is_known = is_known || entry.key() == member_name<T>(member.name); });
        if (!is_known) target.unknown_fields.insert(entry);
      }
    }
  }
  return result;
}

template <typename T>
Result<void> number_from_json(const json::value& source, T& target, const JsonPath& path) {
  if (source.is_int64()) {
    if (!std::in_range<T>(source.get_int64())) return wrong_type(path, "a number in range");
    target = static_cast<T>(source.get_int64());
  } else if (source.is_uint64()) {
    if (!std::in_range<T>(source.get_uint64())) return wrong_type(path, "a number in range");
    target = static_cast<T>(source.get_uint64());
  } else {
    return wrong_type(path, "a number");
  }
  return {};
}

template <typename T>
json::value enum_to_json(T value) {
  json::value result = nullptr;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto enumerator) {
    if (enumerator.value == value) result = json::string(enumerator.name);
  });
  return result;
}

template <typename T>
Result<void> enum_from_json(const json::value& source, T& target, const JsonPath& path) {
  if (!source.is_string()) return wrong_type(path, "a string");
  bool is_found = false;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto enumerator) {
    if (source.get_string() == enumerator.name) {
      target = enumerator.value;
      is_found = true;
    }
  });
  if (!is_found) return wrong_type(path, "a known word");
  return {};
}

}  // namespace detail

template <typename T>
json::value to_json(const T& value) {
  if constexpr (std::is_same_v<T, json::value> || std::is_same_v<T, json::object> || std::is_same_v<T, json::array>) {
    return value;
  } else if constexpr (std::is_same_v<T, Time>) {
    return json::string(format_rfc3339(value));
  } else if constexpr (std::is_same_v<T, Duration>) {
    return value.count();
  } else if constexpr (detail::is_optional<T>::value) {
    return value ? to_json(*value) : json::value(nullptr);
  } else if constexpr (detail::is_vector<T>::value) {
    json::array result;
    result.reserve(value.size());
    for (const auto& element : value) result.push_back(to_json(element));
    return result;
  } else if constexpr (detail::is_string_map<T>::value) {
    json::object result;
    for (const auto& [key, element] : value) result.emplace(key, to_json(element));
    return result;
  } else if constexpr (detail::DescribedEnum<T>) {
    return detail::enum_to_json(value);
  } else if constexpr (detail::Described<T>) {
    return detail::described_to_json(value);
  } else if constexpr (std::is_same_v<T, std::string>) {
    return json::string(value);
  } else {
    static_assert(std::is_arithmetic_v<T>, "this type has no JSON form");
    return json::value(value);
  }
}

template <typename T>
Result<void> from_json(const json::value& source, T& target, const JsonPath& path) {
  if constexpr (std::is_same_v<T, json::value>) {
    target = source;
  } else if constexpr (std::is_same_v<T, json::object>) {
    if (!source.is_object()) return detail::wrong_type(path, "an object");
    target = source.get_object();
  } else if constexpr (std::is_same_v<T, Time>) {
    if (!source.is_string()) return detail::wrong_type(path, "a time");
    TRY_ASSIGN(target, parse_rfc3339(std::string_view(source.get_string())));
  } else if constexpr (std::is_same_v<T, Duration>) {
    std::int64_t count = 0;
    TRY(detail::number_from_json(source, count, path));
    target = Duration(count);
  } else if constexpr (detail::is_optional<T>::value) {
    if (source.is_null()) {
      target.reset();
    } else {
      TRY(from_json(source, target.emplace(), path));
    }
  } else if constexpr (detail::is_vector<T>::value) {
    if (!source.is_array()) return detail::wrong_type(path, "an array");
    target.clear();
    for (const json::value& element : source.get_array()) {
      typename T::value_type item{};
      TRY(from_json(element, item, JsonPath(path, target.size())));
      target.push_back(std::move(item));
    }
  } else if constexpr (detail::is_string_map<T>::value) {
    if (!source.is_object()) return detail::wrong_type(path, "an object");
    target.clear();
    for (const auto& entry : source.get_object()) {
      TRY(from_json(entry.value(), target[std::string(entry.key())], JsonPath(path, entry.key())));
    }
  } else if constexpr (detail::DescribedEnum<T>) {
    return detail::enum_from_json(source, target, path);
  } else if constexpr (detail::Described<T>) {
    return detail::described_from_json(source, target, path);
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (!source.is_string()) return detail::wrong_type(path, "a string");
    target = std::string(std::string_view(source.get_string()));
  } else if constexpr (std::is_same_v<T, bool>) {
    if (!source.is_bool()) return detail::wrong_type(path, "true or false");
    target = source.get_bool();
  } else {
    return detail::number_from_json(source, target, path);
  }
  return {};
}

/// Of skiff's own records each says by which schema it was written. Errors: corrupt (it does not), unsupported (one over
/// `newest`: written by a newer skiff).
Result<void> check_schema(const json::value& record, int newest);

/// Parses text into a described struct. Errors: corrupt (not JSON), invalid (wrong types).
template <typename T>
Result<T> parse_record(std::string_view text) {
  TRY_ASSIGN(const json::value value, parse_json(text));
  T record{};
  TRY(from_json(value, record, ""));
  return record;
}

/// The same for one of skiff's own. Errors: as check_schema() too.
template <typename T>
Result<T> parse_record(std::string_view text, int newest_schema) {
  TRY_ASSIGN(const json::value value, parse_json(text));
  TRY(check_schema(value, newest_schema));
  T record{};
  TRY(from_json(value, record, ""));
  return record;
}

}  // namespace skiff::base
