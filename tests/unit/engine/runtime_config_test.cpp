#include "catch.hpp"

#include <functional>

#include <skiff/base/json.hpp>

#include "start/runtime_config.hpp"

using namespace skiff;

namespace {

spec::ContainerConfig plain() {
  spec::ContainerConfig config;
  config.id = "0123456789abcdef";
  config.process.command = {"sh", "-c", "true"};
  return config;
}

/// The JSON below a pointer of what is made of a configuration; "none" where there is nothing.
std::string made(const spec::ContainerConfig& config, const engine::RuntimeFacts& facts, std::string_view pointer) {
  const auto result = engine::make_runtime_config(config, facts);
  if (!result) return result.error().text();
  const auto json = base::to_json(*result);
  boost::system::error_code error;
  const auto* found = json.find_pointer(pointer, error);
  return found == nullptr ? "none" : base::json_text(*found);
}

struct Row {
  std::string_view what;
  std::function<void(spec::ContainerConfig&, engine::RuntimeFacts&)> change;
  std::string_view pointer;
  std::string_view wanted;
};

}  // namespace

TEST_CASE("what a container asks for stands in the runtime configuration") {
  using Config = spec::ContainerConfig;
  using Facts = engine::RuntimeFacts;
  const std::vector<Row> rows{
      {"the command", [](Config&, Facts&) {}, "/process/args", R"(["sh","-c","true"])"},
      {"an entrypoint stands before it", [](Config& c, Facts&) { c.process.entrypoint = {"tini", "--"}; }, "/process/args",
       R"(["tini","--","sh","-c","true"])"},
      {"no command at all",
       [](Config& c, Facts&) { c.process.command.clear(); }, "/process",
       "no command or entrypoint to run: the image has none"},
      {"the working directory is the root, a default that is not written", [](Config&, Facts&) {}, "/process/cwd", "none"},
      {"or the one that is asked for", [](Config& c, Facts&) { c.process.working_dir = "/srv"; }, "/process/cwd", R"("/srv")"},
      {"the host's name is the id", [](Config&, Facts&) {}, "/hostname", R"("0123456789ab")"},
      {"or the one that is asked for", [](Config& c, Facts&) { c.hostname = "web"; }, "/hostname", R"("web")"},
      {"a read-only root", [](Config& c, Facts&) { c.is_read_only = true; }, "/root/readonly", "true"},
      {"a terminal's size", [](Config& c, Facts& f) { c.process.has_terminal = true, f.rows = 24, f.columns = 80; },
       "/process/consoleSize", R"({"height":24,"width":80})"},
      {"root has capabilities", [](Config&, Facts&) {}, "/process/capabilities/effective/0", R"("CAP_CHOWN")"},
      {"another user starts with none", [](Config&, Facts& f) { f.user.uid = 1000; }, "/process/capabilities/effective", "none"},
      {"but may get them by a set-user-id program", [](Config&, Facts& f) { f.user.uid = 1000; },
       "/process/capabilities/bounding/0", R"("CAP_CHOWN")"},
      {"the primary group is among the groups", [](Config&, Facts& f) { f.user.gid = 5, f.user.groups = {7}; },
       "/process/user/additionalGids", "[5,7]"},
      {"a limit replaces the usual one", [](Config& c, Facts&) { c.process.ulimits = {{"nofile", 10, 20}}; },
       "/process/rlimits/1", R"({"type":"RLIMIT_NOFILE","hard":20,"soft":10})"},
      {"-1 is without a limit", [](Config& c, Facts&) { c.process.ulimits = {{"core", -1, -1}}; }, "/process/rlimits/2",
       R"({"type":"RLIMIT_CORE","hard":18446744073709551615,"soft":18446744073709551615})"},
      {"a standard network lets root ping", [](Config&, Facts&) {}, "/linux/sysctl", R"({"net.ipv4.ping_group_range":"0 0"})"},
      {"the host's network is left as it is",
       [](Config& c, Facts&) { c.network.mode = spec::NetworkMode::host; }, "/linux/sysctl", "none"},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    auto config = plain();
    engine::RuntimeFacts facts;
    row.change(config, facts);
    CHECK(made(config, facts, row.pointer) == row.wanted);
  }
}

TEST_CASE("namespaces and mounts follow the modes") {
  const auto names = [](const spec::ContainerConfig& config, const engine::RuntimeFacts& facts) {
    const auto result = engine::make_runtime_config(config, facts);
    REQUIRE(result);
    std::string text;
    for (const auto& entry : result->linux_.namespaces) text += entry.type + " ";
    text += "|";
    for (const auto& mount : result->mounts) text += " " + mount.destination;
    return text;
  };
  auto config = plain();
  CHECK(names(config, {}) ==
        "mount uts cgroup pid ipc network | /proc /dev /dev/pts /dev/shm /dev/mqueue /sys /sys/fs/cgroup");
  config.pid.mode = spec::NamespaceMode::host;
  config.ipc.mode = spec::NamespaceMode::host;
  // A user namespace that does not own the host's message queues cannot mount them; /dev/shm then gets the host's as source.
  CHECK(names(config, {}) == "mount uts cgroup network | /proc /dev /dev/pts /dev/shm /sys /sys/fs/cgroup");
  CHECK(names(config, {.user = {}, .is_rootful = true}) ==
        "mount uts cgroup network | /proc /dev /dev/pts /dev/shm /dev/mqueue /sys /sys/fs/cgroup");
  config = plain();
  config.ipc.mode = spec::NamespaceMode::none;
  CHECK(names(config, {}) == "mount uts cgroup pid ipc network | /proc /dev /dev/pts /dev/mqueue /sys /sys/fs/cgroup");
  config.ipc.mode = spec::NamespaceMode::closed;
  CHECK(names(config, {}) ==
        "mount uts cgroup pid ipc network | /proc /dev /dev/pts /dev/shm /dev/mqueue /sys /sys/fs/cgroup");
}

TEST_CASE("the environment is filled up, and what is given stands") {
  auto config = plain();
  config.process.env = {"HOME=/srv", "A=b"};
  CHECK(made(config, {}, "/process/env") ==
        R"(["HOME=/srv","A=b","PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin","container=podman",)"
        R"("HOSTNAME=0123456789ab"])");
}

TEST_CASE("an exec has the container's surroundings under its own") {
  auto config = plain();
  config.process.env = {"A=container", "B=container"};
  config.process.working_dir = "/srv";
  spec::ExecConfig request;
  request.command = {"id"};
  request.env = {"A=exec"};
  request.rows = -1;
  const auto process = engine::make_exec_process(config, request, {});
  CHECK(process.args == std::vector<std::string>{"id"});
  CHECK(process.env[0] == "A=exec");
  CHECK(process.env[1] == "B=container");
  CHECK(process.cwd == "/srv");
  CHECK(process.console_size.height == 0);
  request.working_dir = "/tmp";
  CHECK(engine::make_exec_process(config, request, {}).cwd == "/tmp");
}
