#include <fcntl.h>

#include <skiff/engine/container.hpp>
#include <skiff/engine/container_list.hpp>

#include "catch.hpp"
#include "engine/forged_store.hpp"

using namespace skiff;
using namespace skiff::engine;

namespace {

std::vector<spec::Filter> filters(std::initializer_list<std::string_view> texts) {
  std::vector<spec::Filter> result;
  for (const std::string_view text : texts) result.push_back(spec::parse_filter(text).value());
  return result;
}

/// Names of those that pass, newest first, with blanks between.
std::string passing(ForgedStore& store, std::initializer_list<std::string_view> texts, bool is_all = true) {
  const auto rows = list_containers(store.context(), {.is_all = is_all, .filters = filters(texts)});
  if (!rows) return "error: " + rows.error().text();
  std::string result;
  for (const ContainerFacts& facts : *rows) result += (result.empty() ? "" : " ") + facts.name;
  return result;
}

}  // namespace

TEST_CASE("every filter key selects what it says") {
  ForgedStore store;
  const auto web = store.make("web", [](spec::ContainerConfig& config) {
    config.created = base::Time(std::chrono::hours(1000));
    config.labels = {{"app", "web"}, {"tier", "front"}};
    config.image = {.name = "docker.io/library/nginx:latest", .id = std::string(64, 'a')};
    config.mounts.push_back({.kind = spec::MountKind::volume, .source = "data", .destination = "/data"});
    config.mounts.push_back({.kind = spec::MountKind::bind, .source = "/srv", .destination = "/host"});
    config.network.mode = spec::NetworkMode::none;
  });
  const auto db = store.make("db", [](spec::ContainerConfig& config) {
    config.created = base::Time(std::chrono::hours(2000));
    config.labels = {{"app", "db"}};
    config.process.entrypoint = {"/entry"};
  });
  store.make("web-2", [](spec::ContainerConfig& config) { config.created = base::Time(std::chrono::hours(3000)); });
  store.start(db);
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"name=web", "web-2 web"},
      {"name=^web$", "web"},
      {"name=^/web$", "web"},
      {"name=/web$", "web"},
      {"name=b$", "db web"},
      {"id=" + web.id(), "web"},
      {"id=" + web.id().substr(0, 12), "web"},
      {"id=zz", ""},
      {"status=running", "db"},
      {"status=created", "web-2 web"},
      {"status=exited", ""},
      {"status=paused", ""},
      {"exited=0", ""},
      {"label=app", "db web"},
      {"label=app=web", "web"},
      {"label=app=", ""},
      {"label!=app", "web-2"},
      {"label!=app=web", "web-2 db"},
      {"ancestor=nginx", "web"},
      {"ancestor=docker.io/library/nginx:latest", "web"},
      {"ancestor=nginx:1", ""},
      {"ancestor=aaaaaaaaaaaa", "web"},
      {"ancestor=sha256:" + std::string(64, 'a'), "web"},
      {"before=db", "web"},
      {"since=db", "web-2"},
      {"since=" + web.id().substr(0, 12), "web-2 db"},
      {"until=1970-03-01", "web"},
      {"until=1h", "web-2 db web"},
      {"volume=data", "web"},
      {"volume=/data", "web"},
      {"volume=/srv", "web"},
      {"volume=data:/data", "web"},
      {"volume=data:/other", ""},
      {"network=none", "web"},
      {"network=bridge", "web-2 db"},
      {"network=default", "web-2 db"},
      {"command=entry", "db"},
      {"command=^sleep$", "web-2 web"},
      {"health=none", "web-2 db web"},
      {"health=healthy", ""},
      {"restart-policy=no", "web-2 db web"},
      {"restart-policy=always", ""},
      {"pod=x", ""},
      {"publish=8080", ""},
      {"publish=8000-8100/udp", ""},
  };
  for (const auto& [filter, wanted] : rows) {
    INFO(filter);
    CHECK(passing(store, {filter}) == wanted);
  }
  // Of one key any, of labels all, of several keys all.
  CHECK(passing(store, {"name=^db$", "name=^web$"}) == "db web");
  CHECK(passing(store, {"label=app", "label=tier=front"}) == "web");
  CHECK(passing(store, {"label=app", "name=^db$"}) == "db");
  // A status asks for those that do not run, another key does not.
  CHECK(passing(store, {"status=created"}, false) == "web-2 web");
  CHECK(passing(store, {"label=app"}, false) == "db");
}

TEST_CASE("wrong filters are one line") {
  ForgedStore store;
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"bogus=1", "bogus is an invalid filter"},
      {"status=bogus", "filter status=bogus: unknown container state; there are created, running, stopping and exited"},
      {"exited=x", "filter exited=x: not an exit code"},
      {"exited=256", "filter exited=256: not an exit code"},
      {"health=well", "filter health=well: the states are none, starting, healthy and unhealthy"},
      {"restart-policy=maybe", "filter restart-policy=maybe: the policies are no, always, on-failure and unless-stopped"},
      {"publish=web", "filter publish=web: not a port as 8080 or 8080/udp"},
      {"publish=65536", "filter publish=65536: not a port as 8080 or 8080/udp"},
      {"publish=2-1", "filter publish=2-1: not a port as 8080 or 8080/udp"},
      {"until=x", "filter until: bad time \"x\""},
      {"before=nobody", "no container with name or ID \"nobody\" found: no such container"},
  };
  for (const auto& [filter, wanted] : rows) {
    INFO(filter);
    CHECK(passing(store, {filter}) == "error: " + wanted);
  }
  CHECK(passing(store, {"name=["}).starts_with("error: "));
}

TEST_CASE("what cannot be read passes no filter about its config") {
  ForgedStore store;
  const auto bad = store.make("bad");
  const sys::Fd fd(openat(bad.directory().get(), "config.json", O_WRONLY | O_TRUNC | O_CLOEXEC));
  CHECK(passing(store, {}) == "bad");
  CHECK(passing(store, {"name=bad"}) == "bad");
  CHECK(passing(store, {"status=corrupt"}) == "bad");
  CHECK(passing(store, {"label!=keep"}).empty());
  CHECK(prune_containers(store.context(), filters({"label!=keep"}))->ids.empty());
}

TEST_CASE("a command acts on what it is told to") {
  ForgedStore store;
  const auto old = store.make("old", [](spec::ContainerConfig& config) { config.created = base::Time(std::chrono::hours(1)); });
  const auto young = store.make("young", [&](spec::ContainerConfig& config) { config.pid = {spec::NamespaceMode::container, old.id()}; });
  store.start(old);
  const auto select = [&](const ContainerSelection& selection, Among among = Among::all) {
    return select_containers(store.context(), selection, among);
  };
  CHECK(select({.names = {"a", "b"}}).value() == std::vector<std::string>{"a", "b"});
  CHECK(select({.is_all = true}).value() == std::vector{young.id(), old.id()});
  CHECK(select({.is_all = true}, Among::running).value() == std::vector{old.id()});
  CHECK(select({.is_all = true}, Among::not_running).value() == std::vector{young.id()});
  CHECK(select({.is_latest = true}).value() == std::vector{young.id()});
  CHECK(select({.filters = filters({"name=o"})}).value() == std::vector{young.id(), old.id()});
  CHECK(select({.names = {"old"}, .filters = filters({"name=o"})}).value() == std::vector{old.id()});
  CHECK(select({.filters = filters({"name=nothing"})})->empty());
  CHECK(select({.names = {"old"}, .has_dependents = true}).value() == std::vector<std::string>{young.id(), "old"});

  const auto refusal = [&](const ContainerSelection& selection) { return select(selection).error().text(); };
  CHECK(refusal({}) == "you must provide at least one name or id");
  CHECK(refusal({.names = {"old"}, .is_all = true}) == "no arguments are needed with --all");
  CHECK(refusal({.names = {"old"}, .is_latest = true}) == "no arguments are needed with --latest");
  CHECK(refusal({.is_all = true, .is_latest = true}) == "--all, --latest and --cidfile cannot be used together");
  CHECK(refusal({.is_all = true, .id_files = {"x"}}) == "--all, --latest and --cidfile cannot be used together");
  CHECK(refusal({.is_latest = true, .filters = filters({"name=o"})}) == "--latest and --filter cannot be used together");
  CHECK(refusal({.id_files = {"/nonexistent"}}) == "cannot read container id file /nonexistent: no such file or directory");
  CHECK(select({.id_files = {"/nonexistent"}, .is_ignoring = true})->empty());
  CHECK(refusal({.id_files = {"/dev/null"}}) == "container id file /dev/null is empty");
  CHECK(refusal({.names = {"nobody"}, .filters = filters({"name=o"})}) ==
        "no container with name or ID \"nobody\" found: no such container");
}
