#include "registry_error.hpp"

#include "catch.hpp"

using namespace skiff::image;

TEST_CASE("a server's own words are found in its answer") {
  CHECK(server_message(R"({"errors":[{"code":"UNAUTHORIZED","message":"authentication required","detail":null}]})") ==
        "unauthorized: authentication required");
  CHECK(server_message(R"({"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]})") == "manifest unknown");
  CHECK(server_message(R"({"errors":[{"code":"DENIED"}]})") == "denied");
  CHECK(server_message(R"({"details":"incorrect username or password"})") == "incorrect username or password");
  CHECK(server_message(R"({"error":"invalid_grant","error_description":"expired"})") == "expired");
  CHECK(server_message("<html>no</html>").empty());
  CHECK(server_message("").empty());
  CHECK(server_message(R"({"errors":[]})").empty());
  CHECK(server_message(R"({"errors":[7]})").empty());
  CHECK(server_message(R"([1])").empty());
}

TEST_CASE("a server's words cannot move the terminal nor fill it") {
  CHECK(server_message("{\"message\":\"a\\u001b[2Jb\\nc\"}") == "a\\x1b[2Jb\\nc");
  const std::string message = server_message("{\"message\":\"" + std::string(5000, 'x') + "\"}");
  CHECK(message.size() == 203);
  CHECK(message.ends_with("xxx..."));
}

TEST_CASE("secrets are not repeated") {
  CHECK(without_secrets("you sent hunter2, hunter2!", {"", "hunter2"}) == "you sent ***, ***!");
  CHECK(without_secrets("***", {"*"}).size() < 64);
}
