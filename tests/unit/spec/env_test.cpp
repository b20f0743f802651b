#include <skiff/spec/env.hpp>

#include "catch.hpp"

using namespace skiff;
using namespace skiff::spec;

namespace {

using Entries = std::vector<std::string>;
const std::vector<std::string_view> own = {"HOME=/home/me", "LC_ALL=C", "LC_TIME=x=y", "EMPTY=", "broken"};

Entries after(std::initializer_list<std::string_view> texts) {
  Entries env;
  for (const std::string_view text : texts) REQUIRE(add_env(env, text, own).has_value());
  keep_last_values(env);
  return env;
}

}  // namespace

TEST_CASE("a later value takes the place of an earlier one") {
  CHECK(after({"A=1", "B=2", "A=3=4"}) == Entries{"A=3=4", "B=2"});
  CHECK(after({"A="}) == Entries{"A="});
  CHECK(after({"A=1", "A=2", "B=1", "C=1", "B=2", "A=3"}) == Entries{"A=3", "B=2", "C=1"});
}

TEST_CASE("a bare name is taken from the caller, and left out if it is unset there") {
  CHECK(after({"HOME", "NOSUCH", "EMPTY", "broken"}) == Entries{"HOME=/home/me", "EMPTY="});
}

TEST_CASE("PREFIX* takes all that begin so") {
  CHECK(after({"LC_*"}) == Entries{"LC_ALL=C", "LC_TIME=x=y"});
  CHECK(after({"*"}).size() == 4);
  CHECK(after({"A*=1"}) == Entries{"A*=1"});
}

TEST_CASE("bad variables are refused") {
  Entries env;
  CHECK(add_env(env, "=x", own).error().text() == "an environment variable without a name");
  CHECK(add_env(env, "", own).error().text() == "an environment variable without a name");
  CHECK_FALSE(add_env(env, std::string_view("A=\0b", 4), own).has_value());
  CHECK_FALSE(add_env(env, "A=" + std::string(200000, 'x'), own).has_value());
  CHECK(env.empty());
}

TEST_CASE("env files: comments, blanks, names alone, quotes as they are") {
  Entries env;
  REQUIRE(add_env_file(env, "\xEF\xBB\xBF# first\n\n  A=1 \r\nB=\"x y\"\n\t#c\nHOME\nNOSUCH\nLC_*", own).has_value());
  CHECK(env == Entries{"A=1 ", "B=\"x y\"", "HOME=/home/me", "LC_ALL=C", "LC_TIME=x=y"});
}

TEST_CASE("errors of env files name the line") {
  Entries env;
  CHECK(add_env_file(env, "A=1\n=2", own).error().text() == "line 2: an environment variable without a name");
  CHECK(add_env_file(env, "export A=1", own).error().text() == "line 1: blanks in the name \"export A\"");
}

TEST_CASE("a prefix that is said again and again keeps one value of each name") {
  const std::vector<std::string_view> own = {"A1=x", "A2=y", "B=z"};
  std::vector<std::string> env;
  for (int i = 0; i < 10'000; ++i) REQUIRE(add_env(env, "A*", own).has_value());
  CHECK(env.capacity() < 1'000);
  keep_last_values(env);
  CHECK(env == std::vector<std::string>{"A1=x", "A2=y"});
}
