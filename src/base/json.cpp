#include <skiff/base/json.hpp>

#include <skiff/base/text.hpp>

namespace skiff::base {

namespace {

std::string scalar_text(const json::value& value) {
  return value.is_double() ? fmt::format("{}", value.get_double()) : json::serialize(value);
}

/// With `indent` 0 in one line.
void write_indented(const json::value& value, int indent, int level, std::string& out) {
  auto new_line = [&](int at) {
    if (indent == 0) return;
    out += '\n';
    out.append(static_cast<std::size_t>(indent) * static_cast<std::size_t>(at), ' ');
  };
  if (const auto* object = value.if_object(); object != nullptr && !object->empty()) {
    out += '{';
    bool is_first = true;
    for (const auto& member : *object) {
      if (!is_first) out += ',';
      is_first = false;
      new_line(level + 1);
      out += json::serialize(json::string(member.key()));
      out += indent == 0 ? ":" : ": ";
      write_indented(member.value(), indent, level + 1, out);
    }
    new_line(level);
    out += '}';
  } else if (const auto* array = value.if_array(); array != nullptr && !array->empty()) {
    out += '[';
    bool is_first = true;
    for (const auto& element : *array) {
      if (!is_first) out += ',';
      is_first = false;
      new_line(level + 1);
      write_indented(element, indent, level + 1, out);
    }
    new_line(level);
    out += ']';
  } else {
    out += scalar_text(value);
  }
}

/// Whether there is a number that Boost would write as 2.5E0.
bool has_fraction(const json::value& value) {
  if (const auto* object = value.if_object())
    return std::ranges::any_of(*object, [](const auto& member) { return has_fraction(member.value()); });
  if (const auto* array = value.if_array()) return std::ranges::any_of(*array, has_fraction);
  return value.is_double();
}

}  // namespace

Result<json::value> parse_json(std::string_view text) {
  json::parse_options options;
  options.max_depth = 64;
  json::error_code error;
  json::value value = json::parse(json::string_view(text.data(), text.size()), error, {}, options);
  if (error) return fail(ErrorKind::corrupt, "not valid JSON: {}", error.message());
  return value;
}

Result<void> check_text(const json::value& value) {
  const auto check = [](std::string_view text) -> Result<void> {
    if (is_utf8(text)) return {};
    return std::unexpected(Error(ErrorKind::invalid, fmt::format("\"{}\" is not UTF-8 text", escape_control(text, 256)))
                               .with_hint("records are JSON, which holds no other bytes"));
  };
  if (const auto* text = value.if_string()) return check(*text);
  if (const auto* array = value.if_array()) {
    for (const json::value& element : *array) TRY(check_text(element));
  } else if (const auto* object = value.if_object()) {
    for (const auto& member : *object) {
      TRY(check(member.key()));
      TRY(check_text(member.value()));
    }
  }
  return {};
}

Result<std::string> record_text(const json::value& value, int indent) {
  TRY(check_text(value));
  return json_text(value, indent);
}

Result<void> check_schema(const json::value& record, int newest) {
  const auto* object = record.if_object();
  const auto* schema = object == nullptr ? nullptr : object->if_contains("schema");
  const auto number = schema == nullptr || !schema->is_int64() ? 0 : schema->get_int64();
  if (number < 1) return fail(ErrorKind::corrupt, "the record has no schema");
  if (number > newest) return fail(ErrorKind::unsupported, "written by a newer skiff (schema {})", number);
  return {};
}

std::string json_text(const json::value& value, int indent) {
  if (indent == 0 && !has_fraction(value)) return json::serialize(value);
  std::string text;
  write_indented(value, indent, 0, text);
  return text;
}

std::string json_cased(std::string_view field, JsonCase style) {
  if (style == JsonCase::snake) return std::string(field);
  std::string result;
  bool is_upper = style == JsonCase::pascal;
  for (const char c : field) {
    if (c == '_') {
      is_upper = true;
      continue;
    }
    result += is_upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    is_upper = false;
  }
  return result;
}

std::string JsonPath::text() const {
  if (parent_ == nullptr) return std::string(name_);
  return fmt::format("{}/{}", parent_->text(), element_ ? std::to_string(*element_) : std::string(name_));
}

std::unexpected<Error> detail::wrong_type(const JsonPath& path, std::string_view wanted) {
  return fail(ErrorKind::invalid, "{}: not {}", escape_control(path.text()), wanted);
}

}  // namespace skiff::base
