#include "challenge.hpp"

#include "catch.hpp"

using skiff::image::Challenge;
using skiff::image::parse_challenges;

TEST_CASE("a bearer challenge is taken apart") {
  const auto challenges = parse_challenges(
      R"(Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/alpine:pull,push")");
  REQUIRE(challenges.size() == 1);
  CHECK(challenges[0].scheme == "bearer");
  CHECK(challenges[0].parameter("realm") == "https://auth.docker.io/token");
  CHECK(challenges[0].parameter("service") == "registry.docker.io");
  CHECK(challenges[0].parameter("scope") == "repository:library/alpine:pull,push");
  CHECK(challenges[0].parameter("error").empty());
}

TEST_CASE("one header holds several challenges") {
  const auto challenges = parse_challenges(R"(Negotiate, NTLM dGVzdA==, Basic realm="a, b=c" , BEARER Realm=x , service="y")");
  REQUIRE(challenges.size() == 4);
  CHECK(challenges[0].scheme == "negotiate");
  CHECK(challenges[1].scheme == "ntlm");
  CHECK(challenges[1].token68 == "dGVzdA==");
  CHECK(challenges[2].scheme == "basic");
  CHECK(challenges[2].parameter("realm") == "a, b=c");
  CHECK(challenges[3].scheme == "bearer");
  CHECK(challenges[3].parameter("realm") == "x");
  CHECK(challenges[3].parameter("service") == "y");
}

TEST_CASE("quoted strings may hold escaped letters") {
  const auto challenges = parse_challenges(R"(Basic realm="say \"hi\" \\ there")");
  REQUIRE(challenges.size() == 1);
  CHECK(challenges[0].parameter("realm") == R"(say "hi" \ there)");
}

TEST_CASE("blanks and empty elements are allowed") {
  const auto challenges = parse_challenges(" ,, Bearer  realm = \"r\" ,\t, service=\"s\",");
  REQUIRE(challenges.size() == 1);
  CHECK(challenges[0].parameter("realm") == "r");
  CHECK(challenges[0].parameter("service") == "s");
}

TEST_CASE("the first of two equal parameters stands") {
  const auto challenges = parse_challenges(R"(Bearer realm="a",Realm="b")");
  REQUIRE(challenges.size() == 1);
  CHECK(challenges[0].parameter("realm") == "a");
}

TEST_CASE("a broken header gives what came before the break") {
  CHECK(parse_challenges("").empty());
  CHECK(parse_challenges("   ").empty());
  CHECK(parse_challenges("\"Basic\"").empty());
  CHECK(parse_challenges("Bearer realm=\"unterminated").empty());
  CHECK(parse_challenges("Bearer realm=\"a\" service=\"b\"").empty());
  CHECK(parse_challenges("Bearer realm=\"a\\").empty());
  const auto challenges = parse_challenges("Basic realm=\"a\", Bearer realm=\"x");
  REQUIRE(challenges.size() == 1);
  CHECK(challenges[0].scheme == "basic");
}

TEST_CASE("a scheme without parameters is a challenge") {
  const auto challenges = parse_challenges("Basic");
  REQUIRE(challenges.size() == 1);
  CHECK(challenges[0].scheme == "basic");
}
