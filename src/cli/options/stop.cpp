#include "stop.hpp"

#include <skiff/base/text.hpp>

namespace skiff::cli {

namespace {

constexpr std::int64_t longest_timeout = 1'000'000'000;

}  // namespace

Result<std::int64_t> parse_stop_timeout(std::string_view text) {
  const auto seconds = base::parse_signed(text);
  if (!seconds || *seconds < -1 || *seconds > longest_timeout)
    return fail(ErrorKind::invalid, "not a number of seconds (-1 is for ever)");
  return *seconds;
}

}  // namespace skiff::cli
