#include "http_url.hpp"

#include "catch.hpp"

using namespace skiff::image;

namespace {

Url url(std::string_view text) {
  auto result = parse_url(text);
  REQUIRE(result.has_value());
  return *std::move(result);
}

std::string location(std::string_view base, std::string_view target) {
  const auto result = resolve_location(url(base), target);
  return result ? result->text : "refused";
}

}  // namespace

TEST_CASE("an origin is scheme, host and port") {
  CHECK(url("https://a.example/x").origin == Origin{"https", "a.example", "443"});
  CHECK(url("https://A.Example:443/y?z").origin == url("https://a.example/x").origin);
  CHECK(url("http://a.example/x").origin != url("https://a.example/x").origin);
  CHECK(url("https://a.example:444/").origin != url("https://a.example/").origin);
  CHECK(url("https://b.a.example/").origin != url("https://a.example/").origin);
  CHECK(url("http://[::1]:5000/").origin == Origin{"http", "[::1]", "5000"});
  CHECK(url("https://a.example:443/").origin.text() == "a.example");
  CHECK(url("http://a.example:443/").origin.text() == "a.example:443");
}

TEST_CASE("only plain http and https URLs are taken") {
  for (const char* wrong : {"", "x", "ftp://a/", "file:///etc/passwd", "https://", "https://user@a/", "https://user:pw@a/", "https://@a/",
                            "https://a:99999/", "https://a b/", "https://a/\r\nx", "//a/x"}) {
    INFO(wrong);
    CHECK_FALSE(parse_url(wrong).has_value());
  }
  CHECK_FALSE(parse_url(std::string_view("https://a/\0b", 12)).has_value());
}

TEST_CASE("a location is seen from where it was given") {
  CHECK(location("https://a/v2/x", "/y?z=1") == "https://a/y?z=1");
  CHECK(location("https://a/v2/x", "y") == "https://a/v2/y");
  CHECK(location("https://a/v2/x", "//b/y") == "https://b/y");
  CHECK(location("https://a/v2/x", "http://b:8080/y#f") == "http://b:8080/y");
  CHECK(location("https://a/v2/x", "https://u:p@b/y") == "refused");
  CHECK(location("https://a/v2/x", "ftp://b/y") == "refused");
  CHECK(location("https://a/v2/x", "file:///y") == "refused");
  CHECK(location("https://a/v2/x", "https://a\\@b/") != "https://b/");
  CHECK(location("https://a/v2/x", "/y\nz") == "refused");
  CHECK(location("https://a/v2/x", "") == "refused");
}

TEST_CASE("queries are encoded and joined") {
  const std::pair<std::string_view, std::string_view> fields[] = {{"scope", "repository:a/b:pull"}, {"account", "a&b=c d\xC3\xA9"}};
  CHECK(encode_query(fields) == "scope=repository%3Aa%2Fb%3Apull&account=a%26b%3Dc%20d%C3%A9");
  CHECK(with_query(url("https://a/t"), fields)->text.starts_with("https://a/t?scope=repository%3A"));
  CHECK(with_query(url("https://a/t?x=1"), fields)->text.starts_with("https://a/t?x=1&scope="));
  CHECK(with_query(url("https://a/t?x=1"), {})->text == "https://a/t?x=1");
}

TEST_CASE("the loopback is known by its names alone") {
  for (const char* here : {"localhost", "127.0.0.1", "127.255.255.254", "[::1]"}) CHECK(is_loopback(here));
  for (const char* elsewhere : {"", "localhost.example", "127.0.0.1.example", "127.1", "127.0.0.256", "128.0.0.1", "[::2]", "[::ffff:127.0.0.1]",
                                "127.0.0.x", "127..0.1"})
    CHECK_FALSE(is_loopback(elsewhere));
}
