#include "print.hpp"

#include "go_text.hpp"

namespace skiff::templates {

namespace {

constexpr std::size_t largest_width = 1'000'000;

/// Reads a format, directive by directive.
class Format {
 public:
  Format(Memory& memory, std::string_view format, Arguments arguments)
      : memory_(memory), format_(format), arguments_(arguments) {}

  Result<std::string> run() {
    while (at_ < format_.size()) {
      const std::size_t percent = std::min(format_.find('%', at_), format_.size());
      out_.append(format_.substr(at_, percent - at_));
      at_ = percent;
      if (at_ == format_.size()) break;
      ++at_;
      directive();
      if (out_.size() > memory_.bytes_left()) break;
    }
    if (!is_reordered_ && argument_ < arguments_.size()) append_extra();
    if (out_.size() > memory_.bytes_left()) TRY(memory_.use_bytes(out_.size()));
    return std::move(out_);
  }

 private:
  char next() const { return at_ < format_.size() ? format_[at_] : '\0'; }

  void directive() {
    directive_ = {};
    is_index_good_ = true;
    bool is_behind_index = false;
    read_flags();
    read_index(is_behind_index);
    read_width(is_behind_index);
    read_precision(is_behind_index);
    if (!is_behind_index) read_index(is_behind_index);
    if (at_ >= format_.size()) {
      out_ += "%!(NOVERB)";
      return;
    }
    const Rune verb = first_rune(format_.substr(at_));
    at_ += verb.length;
    directive_.verb = verb.code;
    if (verb.code == '%') {
      out_ += '%';
    } else if (!is_index_good_) {
      append_fault("(BADINDEX)");
    } else if (argument_ >= arguments_.size()) {
      append_fault("(MISSING)");
    } else {
      append_formatted(out_, directive_, arguments_[argument_++], memory_.bytes_left());
    }
  }

  void append_fault(std::string_view words) {
    out_ += "%!";
    append_rune(out_, directive_.verb);
    out_ += words;
  }

  void read_flags() {
    for (;; ++at_) {
      switch (next()) {
        case '#': directive_.has_sharp = true; break;
        case '0': directive_.has_zero = !directive_.has_minus; break;
        case '+': directive_.has_plus = true; break;
        case ' ': directive_.has_space = true; break;
        case '-':
          directive_.has_minus = true;
          directive_.has_zero = false;
          break;
        default: return;
      }
    }
  }

  /// "[3]": the number of the argument that comes next.
  void read_index(bool& is_behind_index) {
    if (next() != '[') return;
    is_reordered_ = true;
    is_behind_index = true;
    const std::size_t end = format_.find(']', at_);
    if (end == std::string_view::npos) {
      is_index_good_ = false;
      ++at_;
      return;
    }
    const std::string_view inside = format_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    std::size_t number = 0;
    for (const char c : inside) {
      if (c < '0' || c > '9' || number > largest_width) number = 0;
      if (c < '0' || c > '9') break;
      number = number * 10 + static_cast<std::size_t>(c - '0');
    }
    if (number == 0 || number > arguments_.size())
      is_index_good_ = false;
    else
      argument_ = number - 1;
  }

  std::optional<std::size_t> read_number() {
    if (next() < '0' || next() > '9') return std::nullopt;
    std::size_t number = 0;
    for (; next() >= '0' && next() <= '9'; ++at_)
      if (number <= largest_width) number = number * 10 + static_cast<std::size_t>(next() - '0');
    return number;
  }

  /// The argument behind "*".
  std::optional<std::int64_t> read_star() {
    ++at_;
    if (argument_ >= arguments_.size()) return std::nullopt;
    const auto number = integer_argument(arguments_[argument_++]);
    if (!number || *number > static_cast<std::int64_t>(largest_width) || *number < -static_cast<std::int64_t>(largest_width))
      return std::nullopt;
    return *number;
  }

  void read_width(bool& is_behind_index) {
    if (next() == '*') {
      const auto width = read_star();
      if (!width) {
        out_ += "%!(BADWIDTH)";
        return;
      }
      directive_.width = static_cast<std::size_t>(*width < 0 ? -*width : *width);
      if (*width < 0) {
        directive_.has_minus = true;
        directive_.has_zero = false;
      }
      is_behind_index = false;
      return;
    }
    directive_.width = read_number();
    if (is_behind_index && directive_.width) is_index_good_ = false;
    if (directive_.width && *directive_.width > largest_width) {
      directive_.width.reset();
      out_ += "%!(BADWIDTH)";
    }
  }

  void read_precision(bool& is_behind_index) {
    if (next() != '.') return;
    ++at_;
    if (is_behind_index) is_index_good_ = false;
    read_index(is_behind_index);
    if (next() == '*') {
      const auto precision = read_star();
      if (precision && *precision >= 0)
        directive_.precision = static_cast<std::size_t>(*precision);
      else
        out_ += "%!(BADPREC)";
      is_behind_index = false;
      return;
    }
    directive_.precision = read_number().value_or(0);
    if (*directive_.precision > largest_width) {
      directive_.precision.reset();
      out_ += "%!(BADPREC)";
    }
  }

  void append_extra() {
    out_ += "%!(EXTRA ";
    for (bool is_first = true; argument_ < arguments_.size() && out_.size() <= memory_.bytes_left(); is_first = false) {
      const Value& value = arguments_[argument_++];
      if (!is_first) out_ += ", ";
      if (!value.is(Kind::none) && !value.is(Kind::nil)) out_ += value.type() + "=";
      append_formatted(out_, {}, value, memory_.bytes_left());
    }
    out_ += ')';
  }

  Memory& memory_;
  std::string_view format_;
  Arguments arguments_;
  std::string out_;
  Directive directive_;
  std::size_t at_ = 0;
  std::size_t argument_ = 0;
  bool is_reordered_ = false;
  bool is_index_good_ = true;
};

}  // namespace

void append_printed(std::string& out, const Value& value, std::size_t limit) {
  if (value.is(Kind::none))
    out += "<no value>";
  else
    append_formatted(out, {}, value, limit);
}

Result<std::string> print(Memory& memory, Arguments arguments) {
  std::string out;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (i > 0 && !arguments[i].is(Kind::text) && !arguments[i - 1].is(Kind::text)) out += ' ';
    append_formatted(out, {}, arguments[i], memory.bytes_left());
    if (out.size() > memory.bytes_left()) TRY(memory.use_bytes(out.size()));
  }
  return out;
}

Result<std::string> print_line(Memory& memory, Arguments arguments) {
  std::string out;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (i > 0) out += ' ';
    append_formatted(out, {}, arguments[i], memory.bytes_left());
    if (out.size() > memory.bytes_left()) TRY(memory.use_bytes(out.size()));
  }
  return out + '\n';
}

Result<std::string> print_formatted(Memory& memory, std::string_view format, Arguments arguments) {
  return Format(memory, format, arguments).run();
}

}  // namespace skiff::templates
