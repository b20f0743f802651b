#include <skiff/engine/volume.hpp>

#include "context.hpp"
#include "sweep.hpp"

namespace skiff::engine {

Result<std::string> create_volume(Context& context, const std::string& name,
                                  const std::map<std::string, std::string>& labels) {
  TRY(context.check_writable());
  sweep(context);
  state::VolumeRecord record;
  record.name = name.empty() ? sys::random_id() : name;
  record.is_anonymous = name.empty();
  record.created = base::now();
  record.labels = labels;
  TRY(context.volumes().create(record));
  return record.name;
}

}  // namespace skiff::engine
