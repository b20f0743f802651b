#include <skiff/engine/container.hpp>
#include <skiff/engine/container_list.hpp>

#include <fcntl.h>

#include "catch.hpp"
#include "engine/forged_store.hpp"
#include "container/process_tree.hpp"

using namespace skiff;
using namespace skiff::engine;

namespace {

/// One that has ended and was not reaped does not run.
bool is_running(pid_t pid) {
  const auto facts = sys::facts_of(pid);
  return facts && sys::open_process(*facts).value().has_value();
}

state::Status status_of(const state::Container& container) {
  return container.status(container.state().value()).value();
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

TEST_CASE("stop ends a container that heeds its signal, at once and without a warning") {
  ForgedStore store;
  const auto container = store.make("web");
  store.start(container);
  CHECK(status_of(container) == state::Status::running);
  const auto begin = std::chrono::steady_clock::now();
  const auto results = stop(store.context(), {"web"}, {});
  REQUIRE(results.size() == 1);
  CHECK(results[0].name == "web");
  CHECK(results[0].result);
  CHECK(seconds_since(begin) < 2);
  CHECK(container.state()->exit->code == 143);
  CHECK(container.stop_asked().value().has_value());
  CHECK(store.warnings().empty());
}

TEST_CASE("stop kills what ignores its signal, and says so") {
  ForgedStore store;
  const auto container = store.make("web");
  store.start(container, {.on_term = ForgedStore::OnTerm::ignore});
  const auto results = stop(store.context(), {"web"}, {.timeout = 1});
  CHECK(results[0].result);
  CHECK(container.state()->exit->code == 137);
  CHECK(store.warnings() ==
        std::vector<std::string>{"StopSignal SIGTERM failed to stop container web in 1 second, resorting to SIGKILL"});
}

TEST_CASE("many stops take as long as the slowest one") {
  ForgedStore store;
  std::vector<std::string> names;
  for (int i = 0; i < 12; ++i) {
    names.push_back(fmt::format("c{}", i));
    store.start(store.make(names.back()), {.on_term = ForgedStore::OnTerm::ignore});
  }
  const auto begin = std::chrono::steady_clock::now();
  for (const auto& one : stop(store.context(), names, {.timeout = 1})) CHECK(one.result);
  CHECK(seconds_since(begin) < 4);
  CHECK(list_containers(store.context(), {})->empty());
}

TEST_CASE("stop of what does not run is no error, of what is missing it is") {
  ForgedStore store;
  store.make("web");
  const auto results = stop(store.context(), {"web", "nosuch"}, {});
  CHECK(results[0].result);
  REQUIRE_FALSE(results[1].result);
  CHECK(results[1].result.error().text() == "no container with name or ID \"nosuch\" found: no such container");
}

TEST_CASE("a container whose supervisor was killed can be stopped, and its end is told") {
  ForgedStore store;
  const auto container = store.make("web");
  const pid_t init = store.start(container);
  store.kill_last_supervisor();
  CHECK(status_of(container) == state::Status::unsupervised);
  CHECK(list_containers(store.context(), {})->at(0).state == "running");
  REQUIRE(stop(store.context(), {"web"}, {})[0].result);
  CHECK_FALSE(is_running(init));
  const auto state = container.state();
  REQUIRE(state->exit);
  CHECK_FALSE(state->exit->is_known);
  CHECK(state->exit->reason == "its supervisor was killed");
  const auto code = engine::wait(store.context(), "web");
  REQUIRE_FALSE(code);
  CHECK(code.error().text().ends_with("its exit code is unknown: its supervisor was killed"));
}

TEST_CASE("a record of another boot claims nothing") {
  ForgedStore store;
  const auto container = store.make("web");
  store.start(container);
  auto state = container.state().value();
  store.kill_last_supervisor();
  state.run->boot_id = "00000000-0000-0000-0000-000000000000";
  REQUIRE(container.write_state(state, sys::Sync::no));
  CHECK(list_containers(store.context(), {})->empty());
  CHECK(list_containers(store.context(), {.is_all = true})->at(0).state == "exited");
  REQUIRE(stop(store.context(), {"web"}, {})[0].result);
  CHECK(container.state()->exit->reason == "the machine was restarted");
  CHECK(is_running(state.run->pid));  // nobody knows that it is the container's
  REQUIRE(remove(store.context(), {"web"}, {})[0].result);
}

TEST_CASE("rm of a running container needs force") {
  ForgedStore store;
  const auto container = store.make("web");
  const pid_t init = store.start(container);
  const auto refused = remove(store.context(), {"web"}, {});
  REQUIRE_FALSE(refused[0].result);
  CHECK(refused[0].result.error().kind() == ErrorKind::in_use);
  CHECK(refused[0].result.error().text() == "cannot remove web: it is running; stop it first, or use rm -f");
  REQUIRE(remove(store.context(), {"web"}, {.is_forced = true})[0].result);
  CHECK_FALSE(is_running(init));
  CHECK(store.context().containers().ids()->empty());
  CHECK(store.context().containers().names()->empty());
  CHECK(store.aside().empty());
}

TEST_CASE("rm -f of what is missing is no error") {
  ForgedStore store;
  // The command line says nothing of it with -f, and does not print the name either.
  CHECK(remove(store.context(), {"nosuch"}, {.is_forced = true})[0].result.error().kind() == ErrorKind::not_found);
  CHECK(remove(store.context(), {"nosuch"}, {})[0].result.error().kind() == ErrorKind::not_found);
}

TEST_CASE("a container that removes itself is stopped and removed without complaint") {
  ForgedStore store;
  const auto automatic = [](spec::ContainerConfig& config) { config.is_auto_removed = true; };
  for (const bool is_removal : {false, true}) {
    const auto container = store.make("web", automatic);
    store.start(container, {.is_removing = true});
    const auto results = is_removal ? remove(store.context(), {"web"}, {.is_forced = true}) : stop(store.context(), {"web"}, {});
    CHECK((results[0].result ? "" : results[0].result.error().text()) == "");
    CHECK(store.context().containers().ids()->empty());
  }
}

TEST_CASE("a --rm container whose supervisor was killed goes with the next command that meets it") {
  ForgedStore store;
  const auto container = store.make("web", [](spec::ContainerConfig& config) { config.is_auto_removed = true; });
  const pid_t init = store.start(container);
  store.kill_last_supervisor();
  CHECK(list_containers(store.context(), {.is_all = true})->size() == 1);  // it still runs
  const auto process = sys::open_process(sys::facts_of(init).value()).value();
  REQUIRE(process);
  REQUIRE(::kill(init, SIGKILL) == 0);
  REQUIRE(sys::wait_for_end(*process, std::chrono::seconds(5)).value());
  CHECK(list_containers(store.context(), {.is_all = true})->empty());
  CHECK(store.context().containers().ids()->empty());
  CHECK(store.aside().empty());
}

TEST_CASE("wait gives the exit code") {
  ForgedStore store;
  const auto container = store.make("web");
  CHECK(engine::wait(store.context(), "web").value() == 0);
  store.start(container, {.milliseconds_to_live = 200});
  CHECK(engine::wait(store.context(), "web").value() == 7);
  CHECK(engine::wait(store.context(), "web").value() == 7);
}

TEST_CASE("kill needs a running container, and only signals") {
  ForgedStore store;
  const auto container = store.make("web");
  const auto refused = engine::kill(store.context(), {"web"}, SIGKILL);
  REQUIRE_FALSE(refused[0].result);
  CHECK(refused[0].result.error().kind() == ErrorKind::wrong_state);
  CHECK(refused[0].result.error().text() == "cannot kill web: it is not running");
  const pid_t init = store.start(container);
  REQUIRE(engine::kill(store.context(), {"web"}, SIGCONT)[0].result);
  CHECK(is_running(init));
  REQUIRE(engine::kill(store.context(), {"web"}, SIGKILL)[0].result);
  CHECK(engine::wait(store.context(), "web").value() == 137);
}

TEST_CASE("a process tree is found and killed after its first process ended") {
  auto told = sys::make_pipe().value();
  const pid_t first = fork();
  if (first == 0) {
    const pid_t second = fork();
    if (second == 0) {
      while (true) pause();
    }
    (void)sys::write_all(told.second, std::string_view(reinterpret_cast<const char*>(&second), sizeof second));
    while (true) pause();
  }
  pid_t second = 0;
  REQUIRE(sys::read_some(told.first, std::span(reinterpret_cast<char*>(&second), sizeof second)));
  const auto tree = look_at_tree(first);
  REQUIRE(tree);
  REQUIRE(tree->descendants.size() == 1);
  CHECK(tree->descendants[0].pid == second);
  const auto orphan = sys::open_process(tree->descendants[0]).value();
  REQUIRE(orphan);
  ::kill(first, SIGKILL);
  waitpid(first, nullptr, 0);
  CHECK(kill_rest_of_tree(*tree)->empty());
  CHECK(sys::wait_for_end(*orphan, std::chrono::milliseconds(0)).value());
}
