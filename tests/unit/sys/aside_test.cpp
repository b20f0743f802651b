#include <skiff/sys/aside.hpp>

#include <cstdlib>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <skiff/sys/rooted.hpp>

#include "catch.hpp"

using namespace skiff;
using namespace skiff::sys;

namespace {

class Store {
 public:
  Store() {
    char pattern[] = "/tmp/skiff-unit-XXXXXX";
    path_ = mkdtemp(pattern);
    top_ = open_directory(path_).value();
  }
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  ~Store() { (void)remove_tree(open_directory("/tmp").value(), path_.substr(5)); }

  const Fd& top() const { return top_; }
  Aside aside() const { return {top_, "aside"}; }
  std::vector<std::string> names(const std::string& directory) const {
    auto names = list_directory(open_directory_at(top_, directory).value()).value();
    std::ranges::sort(names);
    return names;
  }

 private:
  std::string path_;
  Fd top_;
};

void write_in(const Fd& directory, const char* name) {
  REQUIRE(Fd(openat(directory.get(), name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600)).is_open());
}

/// Runs in a child that then ends without undoing anything, as a killed one does.
template <typename Work>
void in_killed_process(const Work& work) {
  const pid_t pid = fork();
  if (pid == 0) {
    work();
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(pid, &status, 0) == pid);
}

}  // namespace

TEST_CASE("what is made aside gets its final name once, or goes") {
  const Store store;
  {
    auto one = store.aside().make_directory("a", 0700);
    REQUIRE(one);
    write_in(one->fd(), "file");
    REQUIRE(one->publish(store.top(), "object"));
    auto other = store.aside().make_directory("b", 0700);
    REQUIRE(other);
    write_in(other->fd(), "file");
    CHECK(other->publish(store.top(), "object").error().kind() == ErrorKind::exists);
    auto file = store.aside().make_file("c", 0600);
    REQUIRE(file);
    CHECK(write_all(file->fd(), "text"));
    CHECK(file->publish(store.top(), "blob"));
    auto again = store.aside().make_file("c", 0600);
    REQUIRE(again);
    CHECK(again->publish(store.top(), "blob", Existing::replaced));
  }
  CHECK(store.names("aside").empty());
  CHECK(store.names("object") == std::vector<std::string>{"file"});
}

TEST_CASE("a half-made object is swept only when its maker is dead") {
  const Store store;
  {
    const auto directory = store.aside().make_directory("kept", 0700);
    REQUIRE(directory);
    write_in(directory->fd(), "file");
    const auto file = store.aside().make_file("kept-file", 0600);
    REQUIRE(file);
    CHECK(store.aside().list_trash().value().empty());
    CHECK(store.names("aside").size() == 2);
  }
  CHECK(store.names("aside").empty());
  in_killed_process([&] {
    const auto directory = store.aside().make_directory("left", 0700);
    write_in(directory->fd(), "file");
    const auto empty = store.aside().make_directory("empty", 0700);
    const auto file = store.aside().make_file("left-file", 0600);
    _exit(0);
  });
  CHECK(store.names("aside").size() == 3);
  CHECK(store.aside().list_trash().value() == std::vector<std::string>{"left"});
  CHECK(store.names("aside") == std::vector<std::string>{"trash-left"});
}

TEST_CASE("a published object can be removed while its maker lives") {
  const Store store;
  auto made = store.aside().make_directory("a", 0700);
  REQUIRE(made);
  REQUIRE(made->publish(store.top(), "object"));
  REQUIRE(store.aside().move_to_trash(store.top(), "object", "x"));
  CHECK(store.aside().claim_trash("x").value().has_value());
}

TEST_CASE("one process deletes trash, and another claims it when that one ends") {
  const Store store;
  REQUIRE(mkdirat(store.top().get(), "object", 0700) == 0);
  const Aside aside = store.aside();
  REQUIRE(aside.move_to_trash(store.top(), "object", "x"));
  CHECK(aside.move_to_trash(store.top(), "object", "y").error().errno_value() == ENOENT);
  {
    const auto claim = aside.claim_trash("x");
    REQUIRE(claim.value().has_value());
    CHECK_FALSE(aside.claim_trash("x").value().has_value());
  }
  const auto claim = aside.claim_trash("x");
  REQUIRE(claim.value().has_value());
  REQUIRE(aside.delete_trash("x"));
  CHECK_FALSE(aside.claim_trash("x").value().has_value());
  CHECK(aside.list_trash().value().empty());
}

TEST_CASE("makers and sweeps at once lose nothing") {
  const Store store;
  std::vector<pid_t> sweepers;
  for (int i = 0; i < 2; ++i) {
    const pid_t pid = fork();
    if (pid == 0) {
      while (true) (void)store.aside().list_trash();
    }
    sweepers.push_back(pid);
  }
  for (int i = 0; i < 300; ++i) {
    auto made = store.aside().make_directory("a", 0700);
    REQUIRE(made);
    write_in(made->fd(), "file");
    REQUIRE(made->publish(store.top(), "object-" + std::to_string(i)));
    auto file = store.aside().make_file("b", 0600);
    REQUIRE(file);
    REQUIRE(file->publish(store.top(), "blob-" + std::to_string(i)));
  }
  for (const pid_t pid : sweepers) {
    kill(pid, SIGKILL);
    (void)waitpid(pid, nullptr, 0);
  }
  CHECK(store.names(".").size() == 601);
}
