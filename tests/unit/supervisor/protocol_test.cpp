#include "catch.hpp"

#include <skiff/supervisor/protocol.hpp>

#include "ring.hpp"

using namespace skiff;
using namespace skiff::supervisor;

TEST_CASE("payloads of other versions are read as far as both know them") {
  const Resize size{24, 80};
  CHECK(unpack<Resize>(pack(size)).columns == 80);
  CHECK(unpack<Resize>(std::string(pack(size)) + "more").rows == 24);
  CHECK(unpack<Resize>(pack(size).substr(0, 2)).rows == 24);
  CHECK(unpack<Resize>(pack(size).substr(0, 2)).columns == 0);
  CHECK(unpack<std::uint32_t>("") == 0);
}

TEST_CASE("a ring keeps order around its end and when it grows") {
  Ring ring(4096);
  std::string expected;
  const auto put = [&](std::size_t size) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>('a' + (expected.size() + i) % 23);
    if (!ring.put(bytes)) return false;
    expected += bytes;
    return true;
  };
  const auto all = [&] {
    std::string bytes;
    for (const iovec& piece : ring.pieces(0, ring.used())) bytes.append(static_cast<char*>(piece.iov_base), piece.iov_len);
    return bytes;
  };
  CHECK(put(4000));
  CHECK_FALSE(put(97));
  ring.take(3000);
  expected.erase(0, 3000);
  CHECK(put(3000));
  CHECK(all() == expected);
  CHECK(ring.grow(8192));
  CHECK(put(4000));
  CHECK(all() == expected);
  ring.take(ring.used());
  CHECK(ring.is_empty());
  ring.release();
  CHECK(ring.free() == 8192);
}
