#include "attach/exec_alone.hpp"

#include <csignal>
#include <sys/wait.h>

#include "catch.hpp"
#include "engine/forged_store.hpp"

using namespace skiff;
using namespace skiff::engine;

TEST_CASE("exec into a container that ended, or was removed, after the look at its record is refused") {
  ForgedStore store;
  const auto container = store.make("alone");
  store.start(container);
  const state::ContainerState seen = container.state().value();
  const auto init = container.open_init(seen).value();
  REQUIRE(init);
  store.kill_last_supervisor();
  REQUIRE(sys::signal_process(*init, SIGKILL));
  REQUIRE(sys::wait_for_end(*init, std::chrono::seconds(10)).value());
  spec::ExecConfig request;
  request.command = {"true"};
  for (const bool is_removed : {false, true}) {
    if (is_removed) REQUIRE(store.context().containers().move_to_trash(container));
    const auto refused = exec_alone(store.context(), container, seen, request, 0);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind() == ErrorKind::wrong_state);
  }
}
