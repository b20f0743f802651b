#include "start/mount_order.hpp"

#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skiff/sys/rooted.hpp>

#include "catch.hpp"

using namespace skiff;
using namespace skiff::engine;

namespace {

/// A root with /etc, /run and /data, and links as images have them.
struct Root {
  Root() {
    char pattern[] = "/tmp/skiff-unit-XXXXXX";
    name = std::string(mkdtemp(pattern)).substr(5);
    top = sys::open_directory("/tmp/" + name).value();
    for (const char* directory : {"etc", "run", "data", "dev", "dev/pts"}) REQUIRE(mkdirat(top.get(), directory, 0755) == 0);
    REQUIRE(mknodat(top.get(), "dev/null", S_IFREG | 0644, 0) == 0);
    const std::pair<const char*, const char*> links[] = {{"../run/resolve/stub", "etc/resolv.conf"}, {"/run", "var"},
                                                         {"../../../../etc", "data/up"},             {"loop", "loop"},
                                                         {"proc", "kernel"},                         {"/dev", "devices"}};
    for (const auto& [target, link] : links) REQUIRE(symlinkat(target, top.get(), link) == 0);
  }
  ~Root() { (void)sys::remove_tree(sys::open_directory("/tmp").value(), name); }
  Root(const Root&) = delete;
  Root& operator=(const Root&) = delete;

  /// A mount whose source is there; of which file system does not matter here.
  PreparedMount users(const char* destination) const {
    return {{destination, "bind", "", {}}, top.duplicate().value()};
  }

  std::string name;
  sys::Fd top;
};

PreparedMount made(const char* destination) { return {{destination, "tmpfs", "", {}}, sys::Fd()}; }

template <typename... Mounts>
std::vector<PreparedMount> list(Mounts... mounts) {
  std::vector<PreparedMount> result;
  (result.push_back(std::move(mounts)), ...);
  return result;
}

std::string order(const Root& root, std::vector<PreparedMount> engines, std::vector<PreparedMount> users) {
  const auto ordered = order_mounts(root.top, std::move(engines), std::move(users));
  if (!ordered) return ordered.error().text();
  std::string text;
  for (const PreparedMount& prepared : *ordered) text += (text.empty() ? "" : " ") + prepared.mount.destination;
  return text;
}

}  // namespace

TEST_CASE("links of an image are followed inside its root, also to what does not exist") {
  const Root root;
  const auto resolve = [&](const char* path) {
    const auto resolved = resolve_links(root.top, path);
    return resolved ? *resolved : resolved.error().text();
  };
  CHECK(resolve("/etc/hosts") == "/etc/hosts");
  CHECK(resolve("/etc/resolv.conf") == "/run/resolve/stub");
  CHECK(resolve("/var/lib/x") == "/run/lib/x");
  CHECK(resolve("/data/up/hosts") == "/etc/hosts");
  CHECK(resolve("/absent/../x") == "/x");
  CHECK(resolve("/var/absent/../../etc/resolv.conf") == "/run/resolve/stub");
  CHECK(resolve("/var/../data/./up/../up/hosts") == "/up/hosts");
  CHECK(resolve("/etc/resolv.conf/below") == "/run/resolve/stub/below");
  CHECK(resolve("/dev/null/below") == "/dev/null/below");
  CHECK(resolve("/loop/x") == "a link of the image is followed: too many levels of symbolic links");
}

TEST_CASE("mounts come in the order of their depth, the user's instead of the engine's") {
  const Root root;
  CHECK(order(root, list(made("/proc"), made("/dev"), made("/dev/pts"), root.users("/etc/hosts"), root.users("/etc/resolv.conf")),
              list(root.users("/var"), root.users("/data"))) ==
        "/proc /dev /var /data /dev/pts /etc/hosts /etc/resolv.conf");
  CHECK(order(root, list(made("/dev"), root.users("/etc/resolv.conf")), list(root.users("/run/resolve/stub"))) ==
        "/dev /run/resolve/stub");
  CHECK(order(root, list(made("/dev"), made("/dev/shm")), list(root.users("/dev/shm"))) == "/dev /dev/shm");
  CHECK(order(root, {}, list(root.users("/a/b/c"), root.users("/a"), root.users("/a/b"))) == "/a /a/b /a/b/c");
}

TEST_CASE("of what the engine mounts below a /dev of the user's, that stays for which it has a directory") {
  const Root root;
  PreparedMount dev = root.users("/dev");
  dev.source = sys::open_directory_at(root.top, "dev").value();
  CHECK(order(root, list(made("/dev"), made("/dev/pts"), made("/dev/shm")), list(std::move(dev))) == "/dev /dev/pts");
  PreparedMount empty = root.users("/dev");
  empty.mount.source = "/other";
  empty.source = sys::open_directory_at(root.top, "data").value();
  CHECK(order(root, {}, list(std::move(empty))) == "cannot mount /other on /dev: it has no device \"null\"");
  PreparedMount shared = root.users("/dev");
  shared.source = sys::open_directory_at(root.top, "dev").value();
  shared.mount.options = {"shared"};
  CHECK(order(root, list(made("/dev"), made("/dev/pts")), list(std::move(shared))) == "/dev");
}

TEST_CASE("nothing is mounted over the container's own /proc and root, nor through a link over its /dev") {
  const Root root;
  CHECK(order(root, {}, list(root.users("/proc"))) == "cannot mount on /proc: it is a mount of the container's own");
  CHECK(order(root, {}, list(root.users("/kernel/sys"))) ==
        "cannot mount on /kernel/sys, which leads to /proc/sys: it is a mount of the container's own");
  CHECK(order(root, {}, list(root.users("/devices"))) ==
        "cannot mount on /devices, which leads to /dev: it is a mount of the container's own");
  CHECK(order(root, {}, list(root.users("/data/up/.."))) == "cannot mount on /data/up/.., which leads to /: it is the container's root");
}
