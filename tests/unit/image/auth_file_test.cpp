#include "auth_file.hpp"

#include "catch.hpp"

using namespace skiff;
using image::find_in_auth_file;

namespace {

/// "user:" + password as auth files hold it, for the names that the tests use.
constexpr auto several = R"({"auths": {
  "quay.io": {"auth": "cmVnaXN0cnk6MQ=="},
  "quay.io/team": {"auth": "bmFtZXNwYWNlOjI="},
  "quay.io/team/app": {"auth": "cmVwb3NpdG9yeToz"},
  "https://index.docker.io/v1/": {"auth": "aHViOjQ="},
  "localhost:5000": {"auth": "bG9jYWw6YTpi"}}})";

std::string user_for(std::string_view text, std::string_view registry, std::string_view repository) {
  const auto found = find_in_auth_file(text, registry, repository);
  REQUIRE(found.has_value());
  return found->has_value() ? (*found)->user : "nobody";
}

}  // namespace

TEST_CASE("the longest matching name of an auth file wins") {
  CHECK(user_for(several, "quay.io", "team/app") == "repository");
  CHECK(user_for(several, "quay.io", "team/other") == "namespace");
  CHECK(user_for(several, "quay.io", "team/app/deeper") == "repository");
  CHECK(user_for(several, "quay.io", "teamwork/app") == "registry");
  CHECK(user_for(several, "quay.io.evil.example", "team/app") == "nobody");
  CHECK(user_for(several, "localhost:5001", "x") == "nobody");
}

TEST_CASE("docker's old key stands for docker.io") {
  CHECK(user_for(several, "docker.io", "library/alpine") == "hub");
  CHECK(user_for(R"({"auths": {"docker.io": {"auth": "bmV3OjE="}, "https://index.docker.io/v1/": {"auth": "b2xkOjE="}}})",
                 "docker.io", "library/alpine") == "new");
  CHECK(user_for(R"({"auths": {"https://example.com": {"auth": "YTox"}}})", "example.com", "x") == "a");
  CHECK(image::credentials_key("https://index.docker.io/v1/") == "docker.io");
  CHECK(image::credentials_key("registry-1.docker.io") == "docker.io");
  CHECK(image::credentials_key("quay.io/team") == "quay.io/team");
}

TEST_CASE("a password may hold colons") {
  const auto found = find_in_auth_file(several, "localhost:5000", "x");
  REQUIRE(found.has_value());
  REQUIRE(found->has_value());
  CHECK((*found)->user == "local");
  CHECK((*found)->password == "a:b");
}

TEST_CASE("an identity token is found") {
  const auto found = find_in_auth_file(R"({"auths": {"a.b": {"auth": "", "identitytoken": "t"}}})", "a.b", "x");
  REQUIRE(found.has_value());
  REQUIRE(found->has_value());
  CHECK((*found)->identity_token == "t");
  CHECK_FALSE((*found)->is_anonymous());
}

TEST_CASE("credential helpers are noted, not asked") {
  auto found = find_in_auth_file(R"({"auths": {"a.b": {}}, "credsStore": "desktop"})", "a.b", "x");
  REQUIRE(found.has_value());
  REQUIRE(found->has_value());
  CHECK((*found)->is_anonymous());
  CHECK((*found)->is_helper_skipped);
  found = find_in_auth_file(R"({"credHelpers": {"a.b": "gcloud"}})", "a.b", "x");
  REQUIRE((found.has_value() && found->has_value()));
  CHECK((*found)->is_helper_skipped);
  found = find_in_auth_file(R"({"credHelpers": {"c.d": "gcloud"}})", "a.b", "x");
  REQUIRE(found.has_value());
  CHECK_FALSE(found->has_value());
  CHECK(user_for(R"({"auths": {"a.b": {"auth": "YTox"}}, "credsStore": "desktop"})", "a.b", "x") == "a");
}

TEST_CASE("a broken auth file is an error without its secret") {
  auto found = find_in_auth_file("{", "a.b", "x");
  REQUIRE_FALSE(found.has_value());
  CHECK(found.error().kind() == ErrorKind::corrupt);
  CHECK_FALSE(find_in_auth_file("[]", "a.b", "x").has_value());
  found = find_in_auth_file(R"({"auths": {"a.b": {"auth": "c2VjcmV0"}}})", "a.b", "x");  // no colon
  REQUIRE_FALSE(found.has_value());
  CHECK(found.error().kind() == ErrorKind::invalid);
  CHECK(found.error().text().find("c2VjcmV0") == std::string::npos);
  CHECK(found.error().text().find("secret") == std::string::npos);
  CHECK_FALSE(find_in_auth_file(R"({"auths": {"a.b": {"auth": "!"}}})", "a.b", "x").has_value());
  CHECK_FALSE(find_in_auth_file(R"({"auths": {"a.b": 3}})", "a.b", "x").has_value());
  CHECK(user_for(R"({"auths": []})", "a.b", "x") == "nobody");
}

TEST_CASE("--creds needs a user and a password") {
  const auto pair = image::parse_credentials("alice:se:cret");
  REQUIRE(pair.has_value());
  CHECK(pair->user == "alice");
  CHECK(pair->password == "se:cret");
  CHECK(image::parse_credentials("alice:").has_value());
  for (const char* wrong : {"hunter2", ":hunter2"}) {
    const auto result = image::parse_credentials(wrong);
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().kind() == ErrorKind::usage);
    CHECK(result.error().text().find("hunter2") == std::string::npos);
  }
}

TEST_CASE("auth files are looked for in podman's order") {
  image::AuthEnvironment environment{.registry_auth_file = "", .runtime_directory = "/run/user/7", .config_directory = "",
                                     .docker_directory = "", .home = "/home/a", .uid = "7"};
  auto files = image::auth_files({}, environment);
  CHECK_FALSE(files.is_required);
  CHECK(files.paths == std::vector<std::string>{"/run/user/7/containers/auth.json", "/home/a/.config/containers/auth.json",
                                                "/home/a/.docker/config.json"});
  environment.runtime_directory = "";
  environment.config_directory = "/c";
  environment.docker_directory = "/d";
  CHECK(image::auth_files({}, environment).paths ==
        std::vector<std::string>{"/run/containers/7/auth.json", "/c/containers/auth.json", "/d/config.json"});
  environment.registry_auth_file = "/e.json";
  CHECK(image::auth_files({}, environment).paths == std::vector<std::string>{"/e.json"});
  spec::RegistryAccess options;
  options.auth_file = "/f.json";
  files = image::auth_files(options, environment);
  CHECK(files.paths == std::vector<std::string>{"/f.json"});
  CHECK(files.is_required);
}
