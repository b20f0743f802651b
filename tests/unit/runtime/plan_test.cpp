#include "catch.hpp"

#include <array>

#include <sched.h>
#include <sys/mount.h>
#include <linux/mount.h>

#include "plan.hpp"

using namespace skiff;
using runtime::child::Step;
using runtime::child::StepKind;

namespace {

spec::OciRuntimeConfig plain() {
  spec::OciRuntimeConfig config;
  config.process.args = {"/bin/sh"};
  config.process.cwd = "/";
  return config;
}

/// What a plan does, a word a step: its kind, and where.
std::string steps_of(const spec::OciRuntimeConfig& config) {
  runtime::Descriptors descriptors;
  descriptors.mounts.resize(config.mounts.size());
  runtime::PlanBuilder builder;
  if (const auto added = builder.add_container(config, descriptors); !added) return added.error().text();
  if (const auto added = builder.add_process(config.process, descriptors); !added) return added.error().text();
  const auto plan = builder.finish(descriptors, -1);
  constexpr std::array kinds{"cgroup",    "hostname", "root",      "mount",      "attach",     "directory", "link",  "device",
                             "mask",      "ro",       "sysctl",    "enter_root", "root_ro",    "cwd",       "joined"};
  std::string text;
  for (std::size_t i = 0; i < plan.step_count; ++i) {
    const Step& step = plan.steps[i];
    text += text.empty() ? "" : " ";
    text += kinds.at(static_cast<std::size_t>(step.kind));
    if (step.path != nullptr) text += fmt::format(":{}", step.path);
    if (step.text != nullptr) text += fmt::format("={}", step.text);
  }
  return text;
}

}  // namespace

TEST_CASE("the steps of a container stand in the order of execution") {
  auto config = plain();
  CHECK(steps_of(config) == "root enter_root");
  config.hostname = "web";
  // Of the caller's namespace: its name is not the container's to set.
  CHECK(steps_of(config) == "root enter_root");
  config.linux_.namespaces = {{"uts", ""}, {"cgroup", ""}};
  CHECK(steps_of(config) == "cgroup hostname=web root enter_root");
  config.linux_.sysctl = {{"net.ipv4.ping_group_range", "0 0"}};
  config.linux_.masked_paths = {"/srv/secret"};
  config.linux_.readonly_paths = {"/srv/fixed"};
  config.process.cwd = "/srv";
  config.root.readonly = true;
  CHECK(steps_of(config).starts_with("cgroup hostname=web root sysctl:sys/net/ipv4/ping_group_range=0 0 mask:"));
  CHECK(steps_of(config).ends_with(" cwd:/srv enter_root root_ro"));
}

TEST_CASE("options of a mount are attributes or parameters of the file system") {
  auto config = plain();
  config.mounts = {{"/data", "tmpfs", "tmpfs", {"nosuid", "ro", "size=1m", "noswap"}}};
  runtime::Descriptors descriptors;
  descriptors.mounts.resize(1);
  runtime::PlanBuilder builder;
  REQUIRE(builder.add_container(config, descriptors));
  REQUIRE(builder.add_process(config.process, descriptors));
  const auto plan = builder.finish(descriptors, -1);
  const Step* mount = nullptr;
  for (std::size_t i = 0; i < plan.step_count; ++i)
    if (plan.steps[i].kind == StepKind::make_mount) mount = &plan.steps[i];
  REQUIRE(mount != nullptr);
  CHECK(std::string(mount->type) == "tmpfs");
  CHECK(mount->attributes == (MOUNT_ATTR_NOSUID | MOUNT_ATTR_RDONLY));
  std::string parameters;
  for (std::size_t i = 0; i < mount->parameter_count; ++i) {
    const auto& parameter = mount->parameters[i];
    parameters += fmt::format("{}={};", parameter.key, parameter.value == nullptr ? "" : parameter.value);
  }
  CHECK(parameters.find("size=1m;") != std::string::npos);
  CHECK(parameters.find("noswap=;") != std::string::npos);
  CHECK(parameters.find("nosuid") == std::string::npos);
}

TEST_CASE("new namespaces are flags, and an unknown one is an error") {
  spec::OciLinux config;
  config.namespaces = {{"pid", ""}, {"network", "/proc/1/ns/net"}, {"mount", ""}, {"user", ""}, {"cgroup", ""}};
  const auto flags = runtime::namespace_flags(config);
  REQUIRE(flags);
  CHECK(*flags == (CLONE_NEWPID | CLONE_NEWNS));
  config.namespaces.push_back({"future", ""});
  const auto refused = runtime::namespace_flags(config);
  REQUIRE(!refused);
  CHECK(refused.error().text() == "namespace type \"future\" is not supported");
}

TEST_CASE("the process of a plan") {
  auto config = plain();
  config.process.args = {"tool", "x"};
  config.process.env = {"PATH=/a:/b", "A=b"};
  config.process.user = {7, 8, 022, {8, 9}};
  config.process.rlimits = {{"RLIMIT_NOFILE", 20, 10}};
  runtime::Descriptors descriptors;
  runtime::PlanBuilder builder;
  REQUIRE(builder.add_process(config.process, descriptors));
  const auto plan = builder.finish(descriptors, -1);
  const auto& process = plan.process;
  CHECK(process.uid == 7);
  CHECK(process.gid == 8);
  REQUIRE(process.group_count == 2);
  CHECK(process.groups[1] == 9);
  CHECK(std::string(process.candidates[0]) == "/a/tool");
  CHECK(std::string(process.candidates[1]) == "/b/tool");
  CHECK(process.candidates[2] == nullptr);
  CHECK(std::string(process.arguments[1]) == "x");
  CHECK(process.arguments[2] == nullptr);
  REQUIRE(process.limit_count == 1);
  CHECK(process.limits[0].value.rlim_cur == 10);
  CHECK(process.limits[0].value.rlim_max == 20);

  config.process.rlimits = {{"RLIMIT_FUTURE", 1, 1}};
  runtime::PlanBuilder other;
  CHECK(!other.add_process(config.process, descriptors));
}
