#include "text.hpp"

#include <cerrno>
#include <poll.h>

namespace skiff::bare {

Text take_until(Text& rest, char separator) {
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (rest[i] == separator) {
      const Text taken(rest.data(), i);
      rest.remove_prefix(i + 1);
      return taken;
    }
  }
  const Text taken = rest;
  rest.remove_prefix(rest.size());
  return taken;
}

Text take_word(Text& rest) {
  while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t')) rest.remove_prefix(1);
  std::size_t size = 0;
  while (size < rest.size() && rest[size] != ' ' && rest[size] != '\t') ++size;
  const Text word(rest.data(), size);
  rest.remove_prefix(size);
  return word;
}

Text trimmed(Text text) {
  const auto is_space = [](char byte) { return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\0'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool parse_number(Text text, std::uint64_t& value) {
  if (text.empty()) return false;
  std::uint64_t result = 0;
  for (const char byte : text) {
    if (byte < '0' || byte > '9') return false;
    if (__builtin_mul_overflow(result, 10U, &result)) return false;
    if (__builtin_add_overflow(result, static_cast<unsigned>(byte - '0'), &result)) return false;
  }
  value = result;
  return true;
}

bool parse_hex(Text text, std::uint64_t& value) {
  if (text.empty() || text.size() > 16) return false;
  std::uint64_t result = 0;
  for (const char byte : text) {
    unsigned digit = 0;
    if (byte >= '0' && byte <= '9') {
      digit = static_cast<unsigned>(byte - '0');
    } else if (byte >= 'a' && byte <= 'f') {
      digit = static_cast<unsigned>(byte - 'a') + 10;
    } else {
      return false;
    }
    result = result << 4 | digit;
  }
  value = result;
  return true;
}

bool starts_with(Text text, Text prefix) {
  return text.size() >= prefix.size() && Text(text.data(), prefix.size()) == prefix;
}

bool is_within(Text path, Text directory) {
  return starts_with(path, directory) && (path.size() == directory.size() || path[directory.size()] == '/');
}

bool less(Text a, Text b) { return a.compare(b) < 0; }

std::size_t utf8_length(Text text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (text.empty()) return 0;
  if (byte(0) < 0x80) return 1;
  std::size_t length = 0;
  std::uint32_t value = 0;
  if ((byte(0) & 0xE0) == 0xC0) {
    length = 2;
    value = byte(0) & 0x1FU;
  } else if ((byte(0) & 0xF0) == 0xE0) {
    length = 3;
    value = byte(0) & 0x0FU;
  } else if ((byte(0) & 0xF8) == 0xF0) {
    length = 4;
    value = byte(0) & 0x07U;
  }
  if (length == 0 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
    value = value << 6 | (byte(i) & 0x3FU);
  }
  const bool is_long_enough = value >= (length == 2 ? 0x80U : length == 3 ? 0x800U : 0x10000U);
  const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
  return is_long_enough && !is_surrogate && value <= 0x10FFFF ? length : 0;
}

unsigned count_bits(std::uint64_t value) {
  unsigned count = 0;
  for (; value != 0; value &= value - 1) ++count;
  return count;
}

Digits::Digits(std::uint64_t value, unsigned base, std::size_t width) {
  do {
    bytes_[--start_] = "0123456789abcdef"[value % base];
    value /= base;
  } while (value != 0);
  while (start_ > 0 && sizeof bytes_ - start_ < width) bytes_[--start_] = '0';
}

Text joined(Arena& arena, Text a, Text b, Text c, Text d) {
  const std::size_t size = a.size() + b.size() + c.size() + d.size();
  char* bytes = static_cast<char*>(arena.take(size + 1));
  if (bytes == nullptr) return {};
  std::size_t used = 0;
  for (const Text& part : {a, b, c, d}) {
    for (const char byte : part) bytes[used++] = byte;
  }
  bytes[used] = '\0';
  return {bytes, size};
}

long write_fully(int descriptor, const char* bytes, std::size_t size) {
  while (size > 0) {
    const long written = call(SYS_write, descriptor, bytes, size);
    if (written == -EINTR) continue;
    if (written == -EAGAIN) {  // the other side made a shared pipe or terminal non-blocking
      pollfd entry{descriptor, POLLOUT, 0};
      call(SYS_ppoll, &entry, 1, nullptr, nullptr, 0);
      continue;
    }
    if (written < 0) return written;
    bytes += written;
    size -= static_cast<std::size_t>(written);
  }
  return 0;
}

void Output::put(Text text) {
  for (const char byte : text) {
    if (used_ == sizeof bytes_) flush();
    bytes_[used_++] = byte;
  }
}

void Output::flush() {
  if (!is_failed_ && write_fully(descriptor_, bytes_, used_) < 0) is_failed_ = true;
  used_ = 0;
}

void put_escaped(Output& output, Text text) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const unsigned char first = static_cast<unsigned char>(text.front());
    // U+0080 to U+009F are control characters too
    const bool is_c1 = length == 2 && first == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0;
    if (length == 0 || first < 0x20 || first == 0x7F || is_c1) {
      for (std::size_t i = 0; i < (length == 0 ? 1 : length); ++i) {
        output.put("\\x");
        output.put(Text(Digits(static_cast<unsigned char>(text[i]), 16, 2)));
      }
    } else {
      output.put(Text(text.data(), length));
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
}

}  // namespace skiff::bare
