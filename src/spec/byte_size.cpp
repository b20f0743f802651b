#include <skiff/spec/byte_size.hpp>

#include <array>
#include <limits>

#include <skiff/base/text.hpp>

namespace skiff::spec {

Result<std::int64_t> parse_byte_size(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = base::parse_unsigned(text.substr(0, digits));
  std::string unit = base::to_lower(text.substr(digits));
  if (unit.ends_with('b') && unit.size() > 1) unit.pop_back();
  if (unit.ends_with('i') && unit.size() == 2) unit.pop_back();
  const std::size_t power = unit.empty() || unit == "b" ? 0 : std::string_view("?kmgt").find(unit);
  if (!number || unit.size() > 1 || power > 4 || (power == 0 && unit == "?"))
    return fail(ErrorKind::invalid, "\"{}\" is not a size as 10m", base::escape_control(text, 64));
  const std::uint64_t factor = std::uint64_t{1} << (10 * power);
  if (*number == 0 || *number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) / factor)
    return fail(ErrorKind::invalid, "the size \"{}\" is out of range", text);
  return static_cast<std::int64_t>(*number * factor);
}

std::string format_byte_size(std::uint64_t bytes, int digits) {
  constexpr std::array units = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1000 && unit + 1 < units.size()) {
    value /= 1000;
    ++unit;
  }
  return fmt::format("{:.{}g}{}", value, digits, units[unit]);
}

}  // namespace skiff::spec
