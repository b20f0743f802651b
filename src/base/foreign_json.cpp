#include <skiff/base/foreign_json.hpp>

#include <utility>

#include <boost/json/basic_parser_impl.hpp>

#include <skiff/base/text.hpp>

namespace skiff::base {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// The code unit of "\uXXXX" at the start of `text`.
std::optional<unsigned> code_unit(std::string_view text) {
  if (!text.starts_with("\\u") || text.size() < 6) return std::nullopt;
  unsigned unit = 0;
  for (const char c : text.substr(2, 4)) {
    const unsigned digit = c >= '0' && c <= '9' ? static_cast<unsigned>(c - '0')
                           : c >= 'a' && c <= 'f' ? static_cast<unsigned>(c - 'a') + 10
                           : c >= 'A' && c <= 'F' ? static_cast<unsigned>(c - 'A') + 10
                                                  : 16;
    if (digit == 16) return std::nullopt;
    unit = unit * 16 + digit;
  }
  return unit;
}

bool is_high_half(unsigned unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low_half(unsigned unit) { return unit >= 0xDC00 && unit < 0xE000; }

/// One walk over a text: counts values, and writes what is inside of strings anew where that has to be mended.
class Mender {
 public:
  explicit Mender(std::string_view text) : text_(text) {}

  /// How many values there are, about: strings may hold as many commas as they like.
  std::size_t count() {
    while (at_ < text_.size()) {
      if (!is_in_string_) outside();
      else if (text_[at_] == '\\') escape();
      else inside();
    }
    return commas_ + 1;
  }

  /// The text to parse, after count().
  std::string_view text() {
    if (copied_ == 0) return text_;
    mended_ += text_.substr(copied_);
    return mended_;
  }

 private:
  void outside() {
    if (text_[at_] == ',') ++commas_;
    is_in_string_ = text_[at_] == '"';
    ++at_;
  }

  void inside() {
    is_in_string_ = text_[at_] != '"';
    const std::size_t length = utf8_length(text_.substr(at_));
    if (length == 0) replace(1, replacement);
    else at_ += length;
  }

  void escape() {
    const auto unit = code_unit(text_.substr(at_));
    if (!unit) {
      at_ = std::min(at_ + 2, text_.size());
      return;
    }
    const auto next = code_unit(text_.substr(at_ + 6));
    if (is_high_half(*unit) && next && is_low_half(*next)) at_ += 12;
    else if (is_high_half(*unit) || is_low_half(*unit)) replace(6, replacement);
    else at_ += 6;
  }

  void replace(std::size_t length, std::string_view by) {
    mended_ += text_.substr(copied_, at_ - copied_);
    mended_ += by;
    at_ += length;
    copied_ = at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t copied_ = 0;  ///< up to here `mended_` has it
  std::size_t commas_ = 0;
  bool is_in_string_ = false;
  std::string mended_;
};

/// Lower case, and the two letters that are not ASCII but fold to ASCII: U+017F to 's', U+212A to 'k'.
std::string folded(std::string_view text) {
  std::string result = to_lower(text);
  for (const auto& [letter, plain] : {std::pair("\xC5\xBF", "s"), std::pair("\xE2\x84\xAA", "k")}) {
    for (std::size_t at = result.find(letter); at != std::string::npos; at = result.find(letter, at))
      result.replace(at, std::string_view(letter).size(), plain);
  }
  return result;
}

/// Builds the value of a text. Boost's own builder drops all but the last of several members of one name.
class Builder {
 public:
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_array_size = max_object_size;
  static constexpr std::size_t max_key_size = max_object_size;
  static constexpr std::size_t max_string_size = max_object_size;
  using Code = json::error_code;
  using Text = json::string_view;

  json::value take() { return std::move(result_); }

  bool on_document_begin(Code&) { return true; }
  bool on_document_end(Code&) { return true; }
  bool on_object_begin(Code&) { return open(json::object()); }
  bool on_object_end(std::size_t, Code&) { return close(); }
  bool on_array_begin(Code&) { return open(json::array()); }
  bool on_array_end(std::size_t, Code&) { return close(); }
  bool on_key_part(Text text, std::size_t, Code&) { return gather(text); }
  bool on_key(Text text, std::size_t, Code&) {
    gather(text);
    open_.back().key = std::exchange(text_, {});
    return true;
  }
  bool on_string_part(Text text, std::size_t, Code&) { return gather(text); }
  bool on_string(Text text, std::size_t, Code&) {
    gather(text);
    return put(json::string(std::exchange(text_, {})));
  }
  bool on_number_part(Text, Code&) { return true; }
  bool on_int64(std::int64_t number, Text, Code&) { return put(number); }
  bool on_uint64(std::uint64_t number, Text, Code&) { return put(number); }
  bool on_double(double number, Text, Code&) { return put(number); }
  bool on_bool(bool truth, Code&) { return put(truth); }
  bool on_null(Code&) { return put(nullptr); }
  bool on_comment_part(Text, Code&) { return true; }
  bool on_comment(Text, Code&) { return true; }

 private:
  struct Open {
    json::value value;
    std::string key;  ///< of the member that comes next
  };

  bool gather(Text text) {
    text_.append(text.data(), text.size());
    return true;
  }

  bool open(json::value value) {
    open_.push_back({std::move(value), {}});
    return true;
  }

  bool close() {
    json::value value = std::move(open_.back().value);
    open_.pop_back();
    return put(std::move(value));
  }

  bool put(json::value value) {
    if (open_.empty()) {
      result_ = std::move(value);
    } else if (auto* array = open_.back().value.if_array()) {
      array->push_back(std::move(value));
    } else {
      const auto [member, is_new] = open_.back().value.get_object().emplace(open_.back().key, nullptr);
      member->value() = is_new ? std::move(value) : merged(std::move(member->value()), std::move(value));
    }
    return true;
  }

  std::vector<Open> open_;
  std::string text_;  ///< of a key or text that comes in pieces
  json::value result_;
};

}  // namespace

json::value merged(json::value first, json::value second) {
  if (second.is_null() && !first.is_array()) return first;
  auto* object = first.if_object();
  if (auto* more = second.if_object(); object != nullptr && more != nullptr) {
    for (auto& member : *more) {
      const auto [place, is_new] = object->emplace(member.key(), nullptr);
      place->value() = is_new ? std::move(member.value()) : merged(std::move(place->value()), std::move(member.value()));
    }
    return first;
  }
  auto* array = first.if_array();
  if (auto* more = second.if_array(); array != nullptr && more != nullptr)
    for (std::size_t i = 0; i < std::min(array->size(), more->size()); ++i)
      (*more)[i] = merged(std::move((*array)[i]), std::move((*more)[i]));
  return second;
}

Result<json::value> parse_foreign_json(std::string_view text, std::size_t most_values) {
  Mender mender(text);
  if (mender.count() > most_values) return fail(ErrorKind::corrupt, "it has more than {} values", most_values);
  const std::string_view mended = mender.text();
  json::parse_options options;
  options.max_depth = 64;
  json::basic_parser<Builder> parser(options);
  json::error_code error;
  const std::size_t taken = parser.write_some(false, mended.data(), mended.size(), error);
  if (!error && taken < mended.size()) error = json::error::extra_data;
  if (error) return fail(ErrorKind::corrupt, "not valid JSON: {}", error.message());
  return parser.handler().take();
}

bool is_same_name(std::string_view key, std::string_view name) {
  if (key == name) return true;
  // No letter's other form is longer than three bytes.
  return key.size() >= name.size() && key.size() <= 3 * name.size() && folded(key) == folded(name);
}

}  // namespace skiff::base
