#include <skiff/base/packed_error.hpp>

#include "catch.hpp"

using namespace skiff;
using namespace skiff::base;

TEST_CASE("errors cross a pipe or a socket whole") {
  const Error sent = Error(ErrorKind::no_command, "exec: x: not found", 2).with_hint("look in PATH");
  const Error received = unpack_error(pack_error(sent));
  CHECK(received.kind() == ErrorKind::no_command);
  CHECK(received.errno_value() == 2);
  CHECK(received.message() == "exec: x: not found");
  CHECK(received.hint() == "look in PATH");
  const std::string bytes = pack_error(Error(ErrorKind::io, std::string(1 << 20, 'm')));
  CHECK(bytes.size() < 8192);
  // Whatever arrives is an error, never a crash.
  for (std::size_t length = 0; length <= bytes.size(); length += 1 + length / 3)
    CHECK(unpack_error(std::string_view(bytes).substr(0, length)).message().size() <= length);
  std::string hostile(12, '\xff');
  hostile.resize(1 << 20, 'm');
  const Error nonsense = unpack_error(hostile);
  CHECK(nonsense.kind() == ErrorKind::internal);
  CHECK(nonsense.errno_value() == 0);
  CHECK(nonsense.message().size() + nonsense.hint().size() < 8192);
}
