#include "container/view.hpp"

#include "catch.hpp"

using namespace skiff;
using namespace skiff::engine;
using state::Status;

namespace {

state::ContainerState started() {
  state::ContainerState state;
  state.run = state::RunFacts{.started = base::Time(base::Duration(1000)), .pid = 11};
  state.run->supervisor_pid = 10;
  return state;
}

state::ContainerState ended(int code) {
  state::ContainerState state = started();
  state.exit = state::ExitFacts{.finished = base::Time(base::Duration(2000))};
  state.exit->code = code;
  return state;
}

}  // namespace

TEST_CASE("what a container does is derived from facts and kernel") {
  struct Row {
    state::ContainerState state;
    Status status;
    bool is_stopping;
    std::string_view word;
    int pid;
    int supervisor_pid;
    int code;
  };
  const std::vector<Row> rows = {
      {{}, Status::created, false, "created", 0, 0, 0},
      {{}, Status::starting, false, "created", 0, 0, 0},
      {started(), Status::running, false, "running", 11, 10, 0},
      {started(), Status::running, true, "stopping", 11, 10, 0},
      {started(), Status::unsupervised, false, "running", 11, 0, 0},
      {started(), Status::unsupervised, true, "stopping", 11, 0, 0},
      {started(), Status::exited, false, "exited", 0, 0, -1},
      {ended(3), Status::exited, false, "exited", 0, 0, 3},
      {ended(3), Status::stopping, false, "exited", 0, 0, 3},
      {ended(3), Status::starting, true, "exited", 0, 0, 3},
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    INFO("row " << i);
    const Life life = life_of(rows[i].state, rows[i].status, rows[i].is_stopping);
    CHECK(life.word == rows[i].word);
    CHECK(life.pid == rows[i].pid);
    CHECK(life.supervisor_pid == rows[i].supervisor_pid);
    CHECK(life.exit.code == rows[i].code);
    CHECK(life.is_running == (rows[i].pid != 0));
  }
}

TEST_CASE("an end that nothing saw has a reason, and a start that failed its error and code") {
  const Life unseen = life_of(started(), Status::exited, false);
  CHECK_FALSE(unseen.exit.is_known);
  CHECK(unseen.error == "the machine was restarted");
  state::ContainerState failed;
  failed.error = "no such program";
  failed.exit = state::ExitFacts{};
  failed.exit->code = 127;
  const Life life = life_of(failed, Status::created, false);
  CHECK(life.word == "created");
  CHECK(life.error == "no such program");
  CHECK(life.exit.code == 127);
}

TEST_CASE("networks have names") {
  spec::NetworkUse network;
  CHECK(network_mode_text(network) == "default");
  CHECK(network_names(network) == std::vector<std::string>{"bridge"});
  network.mode = spec::NetworkMode::host;
  CHECK(network_names(network) == std::vector<std::string>{"host"});
  network.mode = spec::NetworkMode::container;
  network.container = "abc";
  CHECK(network_mode_text(network) == "container:abc");
  CHECK(network_names(network).empty());
}
