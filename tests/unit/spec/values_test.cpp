#include <skiff/spec/byte_size.hpp>
#include <skiff/spec/detach_keys.hpp>
#include <skiff/spec/label.hpp>
#include <skiff/spec/namespace_use.hpp>
#include <skiff/spec/object_name.hpp>
#include <skiff/spec/signal.hpp>
#include <skiff/spec/ulimit.hpp>

#include "catch.hpp"

using namespace skiff;
using namespace skiff::spec;

TEST_CASE("sizes count in units of 1024") {
  CHECK(parse_byte_size("512").value() == 512);
  CHECK(parse_byte_size("512b").value() == 512);
  CHECK(parse_byte_size("10k").value() == 10240);
  CHECK(parse_byte_size("10KB").value() == 10240);
  CHECK(parse_byte_size("10MiB").value() == 10485760);
  CHECK(parse_byte_size("2g").value() == 2147483648);
  CHECK(parse_byte_size("1.5m").value() == 1572864);
  CHECK(parse_byte_size(".5k").value() == 512);
  CHECK(parse_byte_size("2.").value() == 2);
  CHECK(parse_byte_size("1.999").value() == 1);
  CHECK(parse_byte_size("10 MiB").value() == 10485760);
  CHECK(parse_byte_size("1p").value() == std::int64_t{1} << 50);
  CHECK(parse_byte_size("8191P").value() == std::int64_t{8191} << 50);
  for (const char* bad : {"", "m", "0", "-1", "1x", "1kk", "1ib", " 1m", "9999999999999t", "?", "1?", "1  m", "1m ", "1.5.m", ".",
                          "0.5", "0x1", "1e3", "8192p", "1kbi", "1bb", "1,5m", "inf", "nan"})
    CHECK_FALSE(parse_byte_size(bad).has_value());
}

TEST_CASE("detach keys become bytes") {
  CHECK(parse_detach_keys("ctrl-p,ctrl-q").value() == "\x10\x11");
  CHECK(parse_detach_keys("").value().empty());
  CHECK(parse_detach_keys("a,ctrl-[,ctrl-_").value() == "a\x1b\x1f");
  CHECK(parse_detach_keys("ctrl-@").value() == std::string(1, '\0'));
  for (const char* bad : {"ctrl-", "ctrl-1", "ctrl-ab", "abc", "a,,b", ","}) CHECK_FALSE(parse_detach_keys(bad).has_value());
}

TEST_CASE("labels") {
  using Label = std::pair<std::string, std::string>;
  CHECK(parse_label("a=b=c").value() == Label("a", "b=c"));
  CHECK(parse_label("a").value() == Label("a", ""));
  CHECK(parse_label("=b").error().text() == "a label without a key");
}

TEST_CASE("network and namespaces name what there is") {
  const auto network = [](std::initializer_list<const char*> texts) -> Result<NetworkUse> {
    NetworkUse use;
    for (const char* text : texts) TRY(add_network(use, text));
    return use;
  };
  CHECK(network({"none"}).value().mode == NetworkMode::none);
  CHECK(network({"host"}).value().mode == NetworkMode::host);
  CHECK(network({"container:web"}).value() == NetworkUse{NetworkMode::container, "web", {}});
  CHECK(network({"bridge"}).value() == NetworkUse{NetworkMode::standard, "", {{"bridge"}}});
  CHECK(network({"none", "none"}).value().mode == NetworkMode::none);
  CHECK(network({"none", "host"}).error().text() ==
        "a container has one network mode, and another was given before");
  CHECK(network({"front"}).error().text() ==
        "\"front\" is not supported in this version, which has none, host, bridge and container:NAME");
  CHECK(network({"container:"}).error().kind() == ErrorKind::invalid);
  CHECK(parse_namespace("private").value().mode == NamespaceMode::own);
  CHECK(parse_namespace("container:web").value() == NamespaceUse{NamespaceMode::container, "web"});
  CHECK_FALSE(parse_namespace("shareable").has_value());
  CHECK(parse_ipc("shareable").value().mode == NamespaceMode::own);
  CHECK(parse_ipc("private").value().mode == NamespaceMode::closed);
  CHECK(parse_ipc("none").value().mode == NamespaceMode::none);
  CHECK(parse_ipc("container:web").value() == NamespaceUse{NamespaceMode::container, "web"});
  CHECK(parse_ipc("own").error().text() ==
        "\"own\" is not supported in this version, which has none, private, shareable, host and container:NAME");
}

TEST_CASE("names of objects are names of files") {
  for (const char* good : {"a", "0", "web-1_b.c", "A"}) CHECK(check_object_name(good).has_value());
  for (const char* bad : {"", ".", "-a", "_a", "a/b", "a b", "a\n", "\xc3\xa4"}) CHECK_FALSE(check_object_name(bad).has_value());
  CHECK(check_object_name(std::string(255, 'a')).has_value());
  CHECK_FALSE(check_object_name(std::string(256, 'a')).has_value());
  CHECK(check_hostname("web.example").has_value());
  CHECK_FALSE(check_hostname(std::string(65, 'a')).has_value());
  CHECK_FALSE(check_hostname("a/b").has_value());
}

TEST_CASE("signals by number and name") {
  CHECK(parse_signal("9").value() == 9);
  CHECK(parse_signal("TERM").value() == 15);
  CHECK(parse_signal("sigusr1").value() == 10);
  CHECK(parse_signal("RTMIN").value() == 34);
  CHECK(parse_signal("SIGRTMIN+3").value() == 37);
  CHECK(parse_signal("RTMAX-1").value() == 63);
  CHECK(parse_signal("0").error().text() == "invalid signal: 0: valid signals are 1 through 64");
  CHECK(parse_signal("65").error().text() == "invalid signal: 65: valid signals are 1 through 64");
  for (const char* bad : {"", "SIG", "FOO", "-9", "RTMIN+31", "RTMIN+", "RTMAX+1", "RTMIN-1"})
    CHECK(parse_signal(bad).error().text().starts_with("invalid signal: "));
}

TEST_CASE("ulimits") {
  CHECK(parse_ulimit("nofile=1024:2048").value() == Ulimit{"nofile", 1024, 2048});
  CHECK(parse_ulimit("core=-1").value() == Ulimit{"core", -1, -1});
  CHECK(parse_ulimit("nproc=10:unlimited").value() == Ulimit{"nproc", 10, -1});
  CHECK(parse_ulimit("nofile").error().text() == "the form is NAME=SOFT[:HARD]");
  CHECK(parse_ulimit("files=1").error().text() == "unknown limit \"files\"");
  CHECK(parse_ulimit("nofile=2:1").error().text() == "the soft limit is above the hard one");
  CHECK(parse_ulimit("nofile=-1:1").error().text() == "the soft limit is above the hard one");
  for (const char* bad : {"nofile=", "nofile=x", "nofile=1:", "nofile=-2", "nofile=1:2:3"}) CHECK_FALSE(parse_ulimit(bad).has_value());
}
