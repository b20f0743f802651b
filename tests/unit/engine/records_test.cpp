#include <skiff/engine/container.hpp>
#include <skiff/engine/container_list.hpp>
#include <skiff/engine/volume.hpp>

#include <fcntl.h>
#include <sys/stat.h>

#include "catch.hpp"
#include "engine/forged_store.hpp"
#include "sweep.hpp"

using namespace skiff;
using namespace skiff::engine;

namespace {

void overwrite(const state::Container& container, const char* name, std::string_view text) {
  const sys::Fd fd(openat(container.directory().get(), name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  REQUIRE(sys::write_all(fd, text));
}

}  // namespace

TEST_CASE("ps lists the newest first, and all only when asked") {
  ForgedStore store;
  store.make("old");
  const auto young = store.make("young", [](spec::ContainerConfig& config) {
    config.process.entrypoint = {"/entry"};
    config.labels = {{"a", "b"}};
  });
  CHECK(list_containers(store.context(), {})->empty());
  const auto rows = list_containers(store.context(), {.is_all = true}).value();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].id == young.id());
  CHECK(rows[0].name == "young");
  CHECK(rows[0].state == "created");
  CHECK(rows[0].command == std::vector<std::string>{"/entry", "sleep", "100"});
  CHECK(rows[0].image == "docker.io/library/test:latest");
  CHECK(rows[0].labels == std::map<std::string, std::string>{{"a", "b"}});
  CHECK(rows[1].name == "old");
  store.start(young);
  const auto running = list_containers(store.context(), {}).value();
  REQUIRE(running.size() == 1);
  CHECK(running[0].state == "running");
  CHECK(running[0].pid > 0);
  CHECK(running[0].started != base::no_time);
  REQUIRE(stop(store.context(), {"young"}, {})[0].result);
  const auto ended = list_containers(store.context(), {.is_all = true})->at(0);
  CHECK(ended.state == "exited");
  CHECK(ended.exit_code == 143);
  CHECK(ended.finished > ended.started);
  CHECK(ended.pid == 0);
}

TEST_CASE("a corrupt record is one row, hides no other, and is removed by its id") {
  ForgedStore store;
  store.make("good");
  const auto bad = store.make("bad");
  overwrite(bad, "config.json", "{\"schema\":1,");
  const auto worse = store.make("worse");
  overwrite(worse, "state.json", "");
  const auto rows = list_containers(store.context(), {.is_all = true}).value();
  REQUIRE(rows.size() == 3);
  CHECK(std::ranges::count(rows, "corrupt", &ContainerFacts::state) == 2);
  CHECK(list_containers(store.context(), {})->empty());
  CHECK(inspect_container(store.context(), "bad").error().kind() == ErrorKind::corrupt);
  REQUIRE(remove(store.context(), {bad.id()}, {})[0].result);
  REQUIRE(remove(store.context(), {"worse"}, {.is_forced = true})[0].result);
  CHECK(list_containers(store.context(), {.is_all = true})->size() == 1);
}

TEST_CASE("a record of a newer skiff is left to it") {
  ForgedStore store;
  const auto container = store.make("future");
  overwrite(container, "config.json", R"({"schema":2,"id":"x"})");
  CHECK(list_containers(store.context(), {.is_all = true})->at(0).state == "unknown");
  const auto refused = remove(store.context(), {"future"}, {.is_forced = true});
  REQUIRE_FALSE(refused[0].result);
  CHECK(refused[0].result.error().kind() == ErrorKind::unsupported);
  CHECK(refused[0].result.error().text().ends_with("written by a newer skiff (schema 2)"));
  CHECK(prune_containers(store.context())->ids.empty());
}

TEST_CASE("prune removes what does not run and is not being started") {
  ForgedStore store;
  const auto running = store.make("running");
  store.start(running);
  const auto created = store.make("created");
  spec::ContainerConfig config;
  config.id = sys::random_id();
  const auto locked = store.context().containers().create_locked(config, "starting", sys::Sync::no);
  REQUIRE(locked);
  CHECK(prune_containers(store.context())->ids == std::vector{created.id()});
  CHECK(store.context().containers().ids()->size() == 2);
}

TEST_CASE("half-made and half-removed objects are swept") {
  ForgedStore store;
  const auto container = store.make("web");
  REQUIRE(store.context().containers().move_to_trash(container));
  REQUIRE(mkdirat(sys::open_directory_at(store.context().roots.root, "aside")->get(), "new-x", 0700) == 0);
  CHECK(store.aside().size() == 2);
  sweep(store.context());
  CHECK(store.aside().empty());
}

TEST_CASE("inspect has the fields that scripts read") {
  ForgedStore store;
  const auto container = store.make("web", [](spec::ContainerConfig& config) {
    config.mounts.push_back({.kind = spec::MountKind::volume, .source = "data", .destination = "/data", .is_read_only = true});
    config.process.env = {"A=b"};
  });
  const pid_t init = store.start(container);
  const auto value = inspect_container(store.context(), container.id().substr(0, 12)).value();
  const auto at = [&](std::string_view pointer) -> const base::json::value& { return value.at_pointer(pointer); };
  CHECK(at("/Id").as_string() == container.id());
  CHECK(at("/Name").as_string() == "web");
  CHECK(at("/State/Status").as_string() == "running");
  CHECK(at("/State/Running").as_bool());
  CHECK(at("/State/Pid").as_int64() == init);
  CHECK(at("/State/ExitCode").as_int64() == 0);
  CHECK(at("/State/FinishedAt").as_string() == "0001-01-01T00:00:00Z");
  CHECK(at("/Config/Env/0").as_string() == "A=b");
  CHECK(at("/Config/Hostname").as_string() == container.id().substr(0, 12));
  CHECK(at("/Config/StopSignal").as_string() == "SIGTERM");
  CHECK(at("/Path").as_string() == "sleep");
  CHECK(at("/Mounts/0/Source").as_string() == store.context().roots.root_path + "/volumes/data/data");
  CHECK_FALSE(at("/Mounts/0/RW").as_bool());
  CHECK(at("/HostConfig/Binds/0").as_string() == "data:/data:ro,rprivate,nosuid,nodev,rbind");
  CHECK(at("/HostConfig/NetworkMode").as_string() == "default");
  CHECK(at("/NetworkSettings/IPAddress").as_string().empty());
  ::kill(init, SIGKILL);
  CHECK(engine::wait(store.context(), "web").value() == 137);
  const auto ended = inspect_container(store.context(), "web").value();
  CHECK(ended.at_pointer("/State/Status").as_string() == "exited");
  CHECK(ended.at_pointer("/State/Pid").as_int64() == 0);
  CHECK(ended.at_pointer("/State/ExitCode").as_int64() == 137);
}

TEST_CASE("a volume in use stays, an anonymous one goes with rm -v") {
  ForgedStore store;
  CHECK(create_volume(store.context(), "data", {.labels = {{"k", "v"}}}).value() == "data");
  CHECK(create_volume(store.context(), "data").error().kind() == ErrorKind::exists);
  const std::string anonymous = create_volume(store.context(), "").value();
  CHECK(anonymous.size() == 64);
  const auto container = store.make("web", [&](spec::ContainerConfig& config) {
    config.mounts.push_back({.kind = spec::MountKind::volume, .source = "data", .destination = "/a"});
    config.mounts.push_back({.kind = spec::MountKind::volume, .source = anonymous, .destination = "/b", .is_anonymous = true});
  });
  const auto refused = remove_volume(store.context(), "data");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind() == ErrorKind::in_use);
  CHECK(refused.error().text() == "volume data is being used by the following container(s): web (" + container.id().substr(0, 12) +
                                      "): volume is being used");
  REQUIRE(remove(store.context(), {"web"}, {.is_removing_volumes = true})[0].result);
  const auto left = list_volumes(store.context()).value();
  REQUIRE(left.size() == 1);
  CHECK(left[0].name == "data");
  const auto value = inspect_volume(store.context(), "data").value();
  CHECK(value.at_pointer("/Labels/k").as_string() == "v");
  CHECK(remove_volume(store.context(), "data"));
  CHECK(remove_volume(store.context(), "data").error().kind() == ErrorKind::not_found);
  CHECK(remove_volume(store.context(), "data", {.is_forced = true}).error().kind() == ErrorKind::not_found);
  CHECK(store.aside().empty());
}

TEST_CASE("volume rm -f takes the containers that use it along") {
  ForgedStore store;
  REQUIRE(create_volume(store.context(), "data"));
  const auto container = store.make("web", [](spec::ContainerConfig& config) {
    config.mounts.push_back({.kind = spec::MountKind::volume, .source = "data", .destination = "/a"});
  });
  store.start(container);
  REQUIRE(remove_volume(store.context(), "data", {.is_forced = true}));
  CHECK(store.context().containers().ids()->empty());
}
