#include "id_map_name.hpp"

#include <skiff/base/text.hpp>

#include "catch.hpp"
#include "engine/forged_store.hpp"

using namespace skiff;
using namespace skiff::engine;

namespace {

sys::IdMaps maps_of(const std::vector<sys::IdRange>& subordinate) {
  return {sys::map_of(1000, subordinate), sys::map_of(1000, subordinate)};
}

}  // namespace

TEST_CASE("an id map's name stands for one map: of other ids it is another") {
  ForgedStore store;
  const auto name = [&](const sys::IdMaps& maps) { return name_of_id_map(store.context().roots.root, maps).value(); };
  const auto first = maps_of({{0, 100000, 65536}});
  CHECK(name(maps_of({})) == "single");
  CHECK(name(first) == "full");
  CHECK(name(first) == "full");
  const std::string moved = name(maps_of({{0, 300000, 65536}}));
  CHECK(moved.size() == 12);
  CHECK(base::is_lower_hex(moved));
  CHECK(moved == name(maps_of({{0, 300000, 65536}})));
  CHECK(name(maps_of({{0, 100000, 1000}})) != "full");
  CHECK(name(maps_of({{0, 300000, 1000}, {0, 100000, 65536}})) != "full");
  CHECK(name(first) == "full");
  CHECK(name({first.users, maps_of({{0, 300000, 65536}}).groups}) != "full");
}

TEST_CASE("a map that was given more ids keeps its name, and what uses them") {
  ForgedStore store;
  const auto name = [&](const sys::IdMaps& maps) { return name_of_id_map(store.context().roots.root, maps).value(); };
  const auto narrow = maps_of({{0, 100000, 65536}});
  CHECK(name(narrow) == "full");
  CHECK(name(maps_of({{0, 100000, 200000}})) == "full");
  CHECK(name(maps_of({{0, 100000, 200000}, {0, 500000, 1}})) == "full");
  CHECK(name(narrow) != "full");
}
