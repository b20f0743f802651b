#include <skiff/engine/container.hpp>
#include <skiff/sys/idmap.hpp>
#include <skiff/sys/process.hpp>

#include "id_map_name.hpp"
#include "make_container.hpp"

namespace skiff::engine {

Result<std::string> create(Context& context, const ContainerRequest& request) {
  TRY(context.check_writable());
  std::string map = "full";
  if (!context.is_rootful) {
    TRY_ASSIGN(const sys::IdMaps maps, sys::own_id_maps());
    TRY_ASSIGN(map, name_of_id_map(context.roots.root, maps));
  }
  TRY_ASSIGN(const state::LockedContainer made,
             make_container(context, request, {sys::random_id(), map, sys::Sync::yes}));
  return made.container.id();
}

}  // namespace skiff::engine
