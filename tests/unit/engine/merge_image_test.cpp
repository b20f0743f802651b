#include "catch.hpp"

#include <csignal>

#include "container/make_container.hpp"

using namespace skiff;

namespace {

image::Image image_of(spec::OciProcess process) {
  image::Image image;
  image.id = "1234";
  image.name = "docker.io/library/box:latest";
  image.config.os = "linux";
  image.config.architecture = "amd64";
  image.config.config = std::move(process);
  return image;
}

/// Entrypoint and command as one line: "ENTRYPOINT | COMMAND".
std::string words_of(const spec::ProcessConfig& process) {
  return fmt::format("{} | {}", fmt::join(process.entrypoint.value_or(std::vector<std::string>{}), " "),
                     fmt::join(process.command, " "));
}

}  // namespace

TEST_CASE("entrypoint and command of the image stand under those of the command line") {
  struct Row {
    std::optional<std::vector<std::string>> entrypoint;
    std::vector<std::string> command;
    std::string_view wanted;
  };
  spec::OciProcess from;
  from.entrypoint = {"tini", "--"};
  from.cmd = {"serve"};
  const std::vector<Row> rows{
      {std::nullopt, {}, "tini -- | serve"},
      {std::nullopt, {"sh"}, "tini -- | sh"},
      // A new entrypoint takes away the image's command, which was written for the old one.
      {std::vector<std::string>{"env"}, {}, "env | "},
      {std::vector<std::string>{"env"}, {"A=b"}, "env | A=b"},
      {std::vector<std::string>{}, {"sh"}, " | sh"},
  };
  for (const Row& row : rows) {
    INFO(row.wanted);
    spec::ContainerConfig config;
    config.process.entrypoint = row.entrypoint;
    config.process.command = row.command;
    REQUIRE(engine::merge_image(config, "box", image_of(from)));
    CHECK(words_of(config.process) == row.wanted);
  }
}

TEST_CASE("what the command line does not say is the image's") {
  spec::OciProcess from;
  from.cmd = {"serve"};
  from.env = {"A=image", "B=image"};
  from.user = "app";
  from.working_dir = "/srv";
  from.labels = {{"a", "image"}, {"b", "image"}};
  from.stop_signal = "SIGQUIT";

  spec::ContainerConfig config;
  REQUIRE(engine::merge_image(config, "box", image_of(from)));
  CHECK(config.image.name == "docker.io/library/box:latest");
  CHECK(config.image.platform == "linux/amd64");
  CHECK(config.process.user == "app");
  CHECK(config.process.working_dir == "/srv");
  CHECK(config.stop_signal == SIGQUIT);

  spec::ContainerConfig asked;
  asked.process.env = {"A=asked"};
  asked.process.user = "root";
  asked.process.working_dir = "/tmp";
  asked.labels = {{"a", "asked"}};
  asked.stop_signal = SIGINT;
  REQUIRE(engine::merge_image(asked, "box", image_of(from)));
  CHECK(asked.process.user == "root");
  CHECK(asked.process.working_dir == "/tmp");
  CHECK(asked.stop_signal == SIGINT);
  CHECK(asked.labels == std::map<std::string, std::string>{{"a", "asked"}, {"b", "image"}});
  auto environment = asked.process.env;
  std::ranges::sort(environment);
  CHECK(environment == std::vector<std::string>{"A=asked", "B=image"});
}

TEST_CASE("an image without a name is called as it was typed, and a bad stop signal of an image is left out") {
  spec::OciProcess from;
  from.cmd = {"serve"};
  from.stop_signal = "SIGNONSENSE";
  image::Image image = image_of(from);
  image.name.clear();
  spec::ContainerConfig config;
  REQUIRE(engine::merge_image(config, "1234", image));
  CHECK(config.image.name == "1234");
  CHECK(!config.stop_signal);
}

TEST_CASE("no command at all is an error that names the image") {
  spec::ContainerConfig config;
  const auto merged = engine::merge_image(config, "box", image_of({}));
  REQUIRE(!merged);
  CHECK(merged.error().kind() == ErrorKind::invalid);
  CHECK(merged.error().text() == "no command to run: image docker.io/library/box:latest has none");
}
