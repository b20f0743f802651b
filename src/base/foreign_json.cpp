#include <skiff/base/foreign_json.hpp>

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

}  // namespace

Result<json::value> parse_foreign_json(std::string_view text, std::size_t most_values) {
  Mender mender(text);
  if (mender.count() > most_values) return fail(ErrorKind::corrupt, "it has more than {} values", most_values);
  return parse_json(mender.text());
}

bool is_same_name(std::string_view key, std::string_view name) {
  if (key == name) return true;
  // No letter's other form is longer than three bytes.
  return key.size() >= name.size() && key.size() <= 3 * name.size() && folded(key) == folded(name);
}

}  // namespace skiff::base
