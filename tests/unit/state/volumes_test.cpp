#include <skiff/state/volumes.hpp>

#include "catch.hpp"
#include "state/temporary_roots.hpp"

using namespace skiff;
using namespace skiff::state;

TEST_CASE("a volume is made once, read, hidden and made again") {
  const TemporaryRoots store;
  const Volumes volumes(store.roots());
  VolumeRecord record;
  record.name = "data";
  record.created = base::now();
  record.labels = {{"a", "b"}};
  REQUIRE(volumes.create(record));
  const auto again = volumes.create(record);
  REQUIRE_FALSE(again);
  CHECK(again.error().kind() == ErrorKind::exists);
  CHECK(again.error().text() == "volume with name data already exists");
  auto read = volumes.record("data").value();
  CHECK(read.schema == volume_schema);
  read.schema = 0;
  CHECK(read == record);
  CHECK(volumes.names().value() == std::vector<std::string>{"data"});
  CHECK(sys::open_directory_at(volumes.open("data").value(), "data"));
  CHECK(volumes.data_path("data") == store.roots().root_path + "/volumes/data/data");

  const auto key = volumes.move_to_trash("data");
  REQUIRE(key);
  CHECK_FALSE(volumes.exists("data"));
  REQUIRE(volumes.create(record));
  const sys::Aside aside = store.roots().aside();
  CHECK(aside.list_trash().value() == std::vector{*key});
  CHECK(aside.claim_trash(*key).value().has_value());
  REQUIRE(aside.delete_trash(*key));
  CHECK(aside.list_trash().value().empty());
  CHECK_FALSE(aside.claim_trash(*key).value().has_value());
  CHECK(volumes.exists("data"));
}

TEST_CASE("a volume whose files are elsewhere has no directory for them") {
  const TemporaryRoots store;
  const Volumes volumes(store.roots());
  bool is_prepared = false;
  REQUIRE(volumes.create(VolumeRecord{.name = "memory"}, VolumeData::elsewhere, [&](const sys::Fd&) {
    is_prepared = true;
    return base::Result<void>();
  }));
  CHECK_FALSE(is_prepared);
  CHECK(volumes.record("memory"));
  CHECK_FALSE(sys::open_directory_at(volumes.open("memory").value(), "data"));
}

TEST_CASE("a missing volume is named") {
  const TemporaryRoots store;
  const Volumes volumes(store.roots());
  CHECK(volumes.names().value().empty());
  CHECK(volumes.record("x").error().text() == "no volume with name \"x\" found: no such volume");
  CHECK(volumes.move_to_trash("x").error().kind() == ErrorKind::not_found);
  CHECK(volumes.open("../containers").error().kind() == ErrorKind::not_found);
  CHECK(volumes.create(VolumeRecord{.name = "../x"}).error().kind() == ErrorKind::invalid);
}
