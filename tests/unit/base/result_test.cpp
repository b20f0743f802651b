#include <skiff/base/result.hpp>

#include <cerrno>

#include "catch.hpp"

using namespace skiff;

namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return fail(ErrorKind::invalid, "{} is odd", number);
  return number / 2;
}

Result<int> quarter(int number) {
  TRY_ASSIGN(const int first, half(number));
  TRY_ASSIGN(const int second, half(first));
  return second;
}

}  // namespace

TEST_CASE("TRY_ASSIGN hands on the first error") {
  CHECK(quarter(12).value() == 3);
  REQUIRE_FALSE(quarter(6).has_value());
  CHECK(quarter(6).error().text() == "3 is odd");
}

TEST_CASE("context stands before the message, errno's words after it") {
  Error error(ErrorKind::io, "cannot open /etc/passwd", EACCES);
  error.add_context("user app");
  CHECK(error.text() == "user app: cannot open /etc/passwd: permission denied");
  CHECK(error.message() == "user app: cannot open /etc/passwd");
}

TEST_CASE("a message cannot move the terminal or make a second line") {
  CHECK(Error(ErrorKind::invalid, "bad tag \x1b[2J\nError: gone").text() == "bad tag \\x1b[2J\\nError: gone");
}

TEST_CASE("errno becomes what code may branch on") {
  CHECK(base::kind_of_errno(ENOENT) == ErrorKind::not_found);
  CHECK(base::kind_of_errno(EEXIST) == ErrorKind::exists);
  CHECK(base::kind_of_errno(EROFS) == ErrorKind::denied);
  CHECK(base::kind_of_errno(EDQUOT) == ErrorKind::no_space);
  CHECK(base::kind_of_errno(EPIPE) == ErrorKind::io);
}
