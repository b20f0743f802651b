#include <skiff/state/container.hpp>

#include <fcntl.h>
#include <set>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/sys/rooted.hpp>

#include "catch.hpp"
#include "state/temporary_roots.hpp"

using namespace skiff;
using namespace skiff::state;

namespace {

spec::ContainerConfig new_config() {
  spec::ContainerConfig config;
  config.id = sys::random_id();
  config.created = base::now();
  config.process.command = {"true"};
  return config;
}

void write_file(const sys::Fd& directory, const char* name, std::string_view text) {
  const sys::Fd fd(openat(directory.get(), name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  REQUIRE(fd.is_open());
  REQUIRE(sys::write_all(fd, text));
}

std::vector<std::string> aside(const Roots& roots) {
  return sys::list_directory(sys::open_directory_at(roots.root, "aside").value()).value();
}

}  // namespace

TEST_CASE("a created container is found by name, id and prefix") {
  const TemporaryRoots store;
  const Containers containers(store.roots());
  const auto config = new_config();
  const auto made = containers.create(config, "web", sys::Sync::yes);
  REQUIRE(made);
  CHECK(made->known_name() == "web");
  CHECK(made->is_in_place());
  for (const std::string& name : {std::string("web"), std::string("/web"), config.id, config.id.substr(0, 5)}) {
    const auto found = containers.find(name);
    REQUIRE(found);
    CHECK(found->id() == config.id);
  }
  auto read = made->config();
  REQUIRE(read);
  CHECK(read->schema == spec::container_schema);
  read->schema = 0;
  CHECK(*read == config);
  CHECK(containers.name_of(config.id).value() == "web");
  CHECK(containers.ids().value() == std::vector{config.id});
  CHECK(aside(store.roots()).empty());
  CHECK(made->status(made->state().value()).value() == Status::created);
}

TEST_CASE("a missing container is named in podman's words") {
  const TemporaryRoots store;
  const auto found = Containers(store.roots()).find("nosuch");
  REQUIRE_FALSE(found);
  CHECK(found.error().kind() == ErrorKind::not_found);
  CHECK(found.error().text() == "no container with name or ID \"nosuch\" found: no such container");
  CHECK_FALSE(Containers(store.roots()).find("../containers"));
  CHECK_FALSE(Containers(store.roots()).find(""));
  CHECK_FALSE(Containers(store.roots()).find(".lock"));
}

TEST_CASE("an ambiguous prefix is an error") {
  const TemporaryRoots store;
  const Containers containers(store.roots());
  auto first = new_config();
  first.id.replace(0, 3, "abc");
  auto second = new_config();
  second.id.replace(0, 3, "abc");
  REQUIRE(containers.create(first, "", sys::Sync::no));
  REQUIRE(containers.create(second, "", sys::Sync::no));
  const auto found = containers.find("abc");
  REQUIRE_FALSE(found);
  CHECK(found.error().kind() == ErrorKind::invalid);
}

TEST_CASE("a taken name is refused and leaves nothing") {
  const TemporaryRoots store;
  const Containers containers(store.roots());
  const auto first = new_config();
  REQUIRE(containers.create(first, "web", sys::Sync::no));
  const auto second = containers.create(new_config(), "web", sys::Sync::no);
  REQUIRE_FALSE(second);
  CHECK(second.error().kind() == ErrorKind::exists);
  CHECK(second.error().text() == "name \"web\" is already in use by container " + first.id.substr(0, 12) +
                                     ": remove it (skiff rm -f web), or choose another");
  CHECK(containers.ids().value().size() == 1);
  CHECK(aside(store.roots()).empty());
}

TEST_CASE("names that are no names are refused") {
  for (const char* name : {"", "-a", ".a", "a/b", "../a", "a b", "\xc3\xa4", "a\n"}) CHECK_FALSE(check_name(name));
  CHECK_FALSE(check_name(std::string(256, 'a')));
  for (const char* name : {"a", "0", "a_b.c-d", "Web1"}) CHECK(check_name(name));
  CHECK(check_name(std::string(255, 'a')));
}

TEST_CASE("generated names are distinct") {
  const TemporaryRoots store;
  const Containers containers(store.roots());
  std::set<std::string> names;
  for (int i = 0; i < 50; ++i) names.insert(containers.create(new_config(), "", sys::Sync::no)->known_name());
  CHECK(names.size() == 50);
  CHECK(containers.names().value().size() == 50);
  for (const std::string& name : names) CHECK(check_name(name));
}

TEST_CASE("a dangling name is free") {
  const TemporaryRoots store;
  const Containers containers(store.roots());
  REQUIRE(containers.create(new_config(), "other", sys::Sync::no));
  REQUIRE(symlinkat(("../containers/" + sys::random_id()).c_str(),
                    sys::open_directory_at(store.roots().root, "names")->get(), "web") == 0);
  CHECK_FALSE(containers.find("web"));
  const auto config = new_config();
  REQUIRE(containers.create(config, "web", sys::Sync::no));
  CHECK(containers.find("web")->id() == config.id);
}

TEST_CASE("64 processes that want one name: one gets it, nothing is left of the others") {
  const TemporaryRoots store;
  const Containers containers(store.roots());
  auto gate = sys::make_pipe();
  REQUIRE(gate);
  std::vector<pid_t> children;
  for (int i = 0; i < 64; ++i) {
    const pid_t pid = fork();
    if (pid == 0) {
      gate->second.close();
      char byte = 0;
      (void)sys::read_some(gate->first, std::span(&byte, 1));  // ends when the parent opens the gate
      const auto made = containers.create(new_config(), "web", sys::Sync::no);
      _exit(made ? 0 : made.error().kind() == ErrorKind::exists ? 1 : 2);
    }
    children.push_back(pid);
  }
  gate->second.close();
  std::map<int, int> codes;
  for (const pid_t pid : children) {
    int status = 0;
    waitpid(pid, &status, 0);
    ++codes[WIFEXITED(status) ? WEXITSTATUS(status) : -1];
  }
  CHECK(codes == std::map<int, int>{{0, 1}, {1, 63}});
  CHECK(containers.ids().value().size() == 1);
  CHECK(containers.names().value().size() == 1);
  CHECK(aside(store.roots()).empty());
}

TEST_CASE("a hidden container is gone at once, and its name is free") {
  const TemporaryRoots store;
  const Containers containers(store.roots());
  const auto config = new_config();
  const auto made = containers.create(config, "web", sys::Sync::no);
  REQUIRE(made);
  REQUIRE(made->make_runtime_directory());
  {
    const auto lock = made->lock(std::chrono::milliseconds(0));
    REQUIRE(lock);
    REQUIRE(containers.move_to_trash(*made));
  }
  CHECK_FALSE(made->is_in_place());
  CHECK_FALSE(made->lock(std::chrono::milliseconds(0)));
  CHECK_FALSE(containers.find("web"));
  const sys::Aside trash = store.roots().aside();
  CHECK(trash.list_trash().value() == std::vector{config.id});
  containers.free_name(config.id);
  CHECK(containers.names().value().empty());
  const auto successor = containers.create(new_config(), "web", sys::Sync::no);
  REQUIRE(successor);
  containers.free_name(*made);
  CHECK(containers.name_of(*successor).value() == "web");
  {
    const auto claim = trash.claim_trash(config.id);
    REQUIRE(claim);
    REQUIRE(claim->has_value());
    CHECK_FALSE(trash.claim_trash(config.id).value().has_value());
    CHECK(containers.removed_config(config.id));
    REQUIRE(containers.forget(config.id));
    CHECK_FALSE(containers.removed_config(config.id));
    REQUIRE(trash.delete_trash(config.id));
  }
  CHECK(trash.list_trash().value().empty());
  CHECK_FALSE(sys::open_directory_at(store.roots().runroot, "containers/" + config.id));
}

TEST_CASE("a record that could not be read back is not written") {
  const TemporaryRoots store;
  const Containers containers(store.roots());
  // Whatever it is made of: all texts of one, two and three of these bytes.
  constexpr std::string_view bytes("\x01\x7f\\\"a\xc3\xa4\xed\xa0\x80\xf4\x90\xff\xe2\x82\xac", 16);
  std::size_t kept = 0;
  for (std::size_t number = 0; number < bytes.size() * bytes.size() * bytes.size(); number += 19) {
    const std::string text{bytes[number % bytes.size()], bytes[number / bytes.size() % bytes.size()],
                           bytes[number / bytes.size() / bytes.size()]};
    auto config = new_config();
    config.labels["k"] = text;
    config.labels[text] = "v";
    const auto made = containers.create(config, "web", sys::Sync::no);
    INFO(base::escape_control(text));
    CHECK(made.has_value() == base::is_utf8(text));
    if (!made) {
      CHECK(made.error().kind() == ErrorKind::invalid);
      continue;
    }
    ++kept;
    CHECK(made->config().value().labels == config.labels);
    REQUIRE(containers.move_to_trash(*made));
    REQUIRE(store.roots().aside().delete_trash(config.id));
  }
  CHECK(kept > 10);
  CHECK(containers.ids().value().empty());
  CHECK(containers.find("web").error().kind() == ErrorKind::not_found);
  CHECK(aside(store.roots()).empty());
}

TEST_CASE("records that cannot be read say why") {
  const TemporaryRoots store;
  const Containers containers(store.roots());
  const auto config = new_config();
  const auto made = containers.create(config, "web", sys::Sync::no);
  REQUIRE(made);
  const std::string text = sys::read_file(made->directory(), "config.json", 1 << 20).value();
  const auto kind_with = [&](std::string_view changed) {
    write_file(made->directory(), "config.json", changed);
    const auto read = made->config();
    return read ? ErrorKind::internal : read.error().kind();
  };
  for (std::size_t size = 0; size < text.size(); ++size) CHECK(kind_with(text.substr(0, size)) == ErrorKind::corrupt);
  CHECK(kind_with("[]") == ErrorKind::corrupt);
  CHECK(kind_with("{}") == ErrorKind::corrupt);
  CHECK(kind_with(R"({"schema":1,"id":5})") == ErrorKind::corrupt);
  CHECK(kind_with(R"({"schema":1,"id":")" + sys::random_id() + "\"}") == ErrorKind::corrupt);
  CHECK(kind_with(R"({"schema":99,"id":{"a":"b"}})") == ErrorKind::unsupported);
  CHECK(made->config().error().text() ==
        "container " + config.id.substr(0, 12) + ": config.json: written by a newer skiff (schema 99)");
  CHECK(kind_with(text) == ErrorKind::internal);
  unlinkat(made->directory().get(), "config.json", 0);
  CHECK(made->config().error().kind() == ErrorKind::corrupt);
  CHECK(containers.find("web"));  // and it can still be named, to be removed
}

TEST_CASE("what a newer skiff of the same schema added is kept") {
  const TemporaryRoots store;
  const Containers containers(store.roots());
  const auto made = containers.create(new_config(), "web", sys::Sync::no);
  write_file(made->directory(), "state.json", R"({"schema":1,"restart_count":3,"shiny":{"new":[1]}})");
  auto state = made->state();
  REQUIRE(state);
  state->error = "x";
  REQUIRE(made->write_state(*state, sys::Sync::no));
  const std::string text = sys::read_file(made->directory(), "state.json", 1 << 20).value();
  CHECK(text == R"({"schema":1,"error":"x","restart_count":3,"shiny":{"new":[1]}})");
}

TEST_CASE("a large record is read whole") {
  const TemporaryRoots store;
  const Containers containers(store.roots());
  auto config = new_config();
  for (int i = 0; i < 5000; ++i) config.labels[fmt::format("label-{}", i)] = std::string(20, 'x');
  const auto made = containers.create(config, "web", sys::Sync::no);
  CHECK(made->config().value().labels == config.labels);
}

TEST_CASE("a container made to be started is locked from its first moment") {
  const TemporaryRoots store;
  const Containers containers(store.roots());
  const auto config = new_config();
  {
    const auto made = containers.create_locked(config, "web", sys::Sync::no);
    REQUIRE(made);
    const auto second = containers.find("web")->lock(std::chrono::milliseconds(0));
    REQUIRE_FALSE(second);
    CHECK(second.error().kind() == ErrorKind::timed_out);
  }
  CHECK(containers.find("web")->lock(std::chrono::milliseconds(0)));
}
