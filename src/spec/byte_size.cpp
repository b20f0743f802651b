#include <skiff/spec/byte_size.hpp>

#include <array>

#include <skiff/base/text.hpp>

namespace skiff::spec {

namespace {

/// The power of 1024 that a unit stands for: "", "b", "k", "kb", "kib" …
std::optional<int> power_of(std::string_view text) {
  const std::string unit = base::to_lower(text);
  if (unit.empty() || unit == "b") return 0;
  const std::size_t power = std::string_view("?kmgtp").find(unit[0]);
  const std::string_view rest = std::string_view(unit).substr(1);
  if (power == std::string_view::npos || power == 0 || (!rest.empty() && rest != "b" && rest != "ib")) return std::nullopt;
  return static_cast<int>(power);
}

}  // namespace

Result<std::int64_t> parse_byte_size(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
  std::string_view unit = text.substr(digits);
  if (unit.starts_with(' ')) unit.remove_prefix(1);
  const auto number = base::parse_float(text.substr(0, digits));
  const auto power = power_of(unit);
  if (!number || !power)
    return fail(ErrorKind::invalid, "\"{}\" is not a size as 10m or 1.5g", base::escape_control(text, 64));
  // Exact: a power of two.
  const double bytes = *number * static_cast<double>(std::uint64_t{1} << (10 * *power));
  constexpr double too_many = 0x1p63;
  if (bytes < 1 || bytes >= too_many)
    return fail(ErrorKind::invalid, "the size \"{}\" is out of range", base::escape_control(text, 64));
  return static_cast<std::int64_t>(bytes);
}

std::string format_byte_size(std::uint64_t bytes, int digits, std::string_view gap) {
  constexpr std::array units = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  // What rounds to 1000 is one of the next unit: never "1e+03kB".
  double half_a_step = 500;
  for (int i = 0; i < digits; ++i) half_a_step /= 10;
  while (value >= 1000 - half_a_step && unit + 1 < units.size()) {
    value /= 1000;
    ++unit;
  }
  return fmt::format("{:.{}g}{}{}", value, digits, gap, units[unit]);
}

}  // namespace skiff::spec
