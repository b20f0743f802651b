#pragma once

#include <skiff/base/json.hpp>

/// JSON that other programs wrote: images, archives, registries, logins. It is read as Go's encoding/json reads it, since
/// docker, podman and containerd do so and images are tried with them. skiff's own records are read by json.hpp alone.
///
/// - A field is found by its exact name, else by one that differs only in case. What is there several times is put together:
///   objects have the members of all, a list has the length of the last one, of anything else the last counts.
/// - A field that is in its struct's `one_word_lists` may be a plain text, which is a list of one.
/// - null is absent; as an element of a list or a map it is the empty value of its type.
/// - A byte that is not UTF-8 and half a surrogate pair are U+FFFD.
namespace skiff::base {

/// A value takes a hundred times its bytes in memory: a document of half a million values would cost gigabytes.
constexpr std::size_t most_foreign_values = 30'000;

/// Parses one text. The caller bounds its bytes. Errors: corrupt (not JSON, more than 64 levels, too many values).
Result<json::value> parse_foreign_json(std::string_view text, std::size_t most_values = most_foreign_values);

/// Whether `key` is another spelling of the field `name`: Unicode's simple folding, where 's' and 'k' have a third form.
bool is_same_name(std::string_view key, std::string_view name);

/// What Go's decoder makes of a value that comes after another one for the same place. null empties a list alone: Go's
/// maps, too, but not its structs, and which of the two an object is for is not known here.
json::value merged(json::value first, json::value second);

namespace detail {

template <typename T>
void shape_foreign(json::value& source);

/// The element for null, as Go makes it.
template <typename T>
void shape_element(json::value& element) {
  if constexpr (!std::is_same_v<T, json::value> && !is_optional<T>::value) {
    if (element.is_null()) element = to_json(T{});
  }
  shape_foreign<T>(element);
}

/// Gives each member that is a field's the field's own name. `result` has what is not a field's too.
template <typename T>
void shape_members(json::object& members) {
  json::object result;
  for (auto& member : members) {
    std::string key(member.key());
    bool is_exact = false;
    std::string field;
    boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>([&](auto described) {
      const auto name = member_name<T>(described.name);
      if (is_exact || !is_same_name(key, name)) return;
      is_exact = key == name;
      field = name;
      using Field = std::remove_cvref_t<decltype(std::declval<T>().*described.pointer)>;
      if constexpr (requires { T::one_word_lists; }) {
        if (member.value().is_string() && std::ranges::find(T::one_word_lists, name) != T::one_word_lists.end())
          member.value() = json::array{std::move(member.value())};
      }
      shape_foreign<Field>(member.value());
    });
    json::value& place = result[field.empty() ? key : field];
    place = merged(std::move(place), std::move(member.value()));
  }
  members = std::move(result);
}

template <typename T>
void shape_foreign(json::value& source) {
  if constexpr (is_optional<T>::value) {
    if (!source.is_null()) shape_foreign<typename T::value_type>(source);
  } else if constexpr (is_vector<T>::value) {
    if (auto* array = source.if_array())
      for (json::value& element : *array) shape_element<typename T::value_type>(element);
  } else if constexpr (is_string_map<T>::value) {
    if (auto* object = source.if_object())
      for (auto& member : *object) shape_element<typename T::mapped_type>(member.value());
  } else if constexpr (Described<T>) {
    if (auto* object = source.if_object()) shape_members<T>(*object);
  }
}

}  // namespace detail

/// Errors: corrupt (not JSON, too large), invalid (wrong types).
template <typename T>
Result<T> parse_foreign_record(std::string_view text, std::size_t most_values = most_foreign_values) {
  TRY_ASSIGN(json::value value, parse_foreign_json(text, most_values));
  detail::shape_foreign<T>(value);
  T record{};
  TRY(from_json(value, record, ""));
  return record;
}

}  // namespace skiff::base
