#include "volume_filter.hpp"

#include <set>

#include "context.hpp"
#include "volume_use.hpp"

namespace skiff::engine {

namespace {

using Test = spec::Test<VolumeView>;
using Key = spec::FilterKey<VolumeView>;

Key text_key(std::string_view name, spec::Several several, bool (*holds)(const VolumeView&, const std::string&)) {
  return {name, several, [holds](const std::string& value) -> Result<Test> {
            return [holds, value](const VolumeView& volume) { return holds(volume, value); };
          }};
}

Key truth_key(std::string_view name, bool (*fact)(const VolumeView&)) {
  return {name, spec::Several::any, [fact](const std::string& value) -> Result<Test> {
            TRY_ASSIGN(const bool wanted, spec::parse_truth(value));
            return [fact, wanted](const VolumeView& volume) { return fact(volume) == wanted; };
          }};
}

/// Volumes that no container has.
Key dangling_key(Context& context) {
  return {"dangling", spec::Several::any, [&context](const std::string& value) -> Result<Test> {
            TRY_ASSIGN(const bool wanted, spec::parse_truth(value));
            TRY_ASSIGN(auto users, volume_users(context));
            return [wanted, users = std::move(users)](const VolumeView& volume) { return users.contains(volume.name) != wanted; };
          }};
}

Key name_key() {
  return {"name", spec::Several::any, [](const std::string& value) -> Result<Test> {
            TRY_ASSIGN(auto matches, spec::parse_pattern(value));
            return [matches = std::move(matches)](const VolumeView& volume) { return matches(volume.name); };
          }};
}

/// Made after the volume that the value names.
Key since_key(Context& context, std::string_view name) {
  return {name, spec::Several::any, [&context](const std::string& value) -> Result<Test> {
            TRY_ASSIGN(const state::VolumeRecord record, context.volumes().record(value));
            return [created = record.created](const VolumeView& volume) { return volume.created_at > created; };
          }};
}

Key older_volume_key() {
  return {"until", spec::Several::any, [](const std::string& value) -> Result<Test> {
            TRY_ASSIGN(const base::Time moment, base::parse_moment(value, base::now()));
            return [moment](const VolumeView& volume) { return volume.created_at < moment; };
          }};
}

}  // namespace

VolumeView volume_view(const Context& context, const std::string& name) {
  const state::Volumes volumes = context.volumes();
  VolumeView view;
  view.name = name;
  view.mountpoint = volumes.data_path(name);
  if (auto record = volumes.record(name)) {
    view.created_at = record->created;
    view.labels = std::move(record->labels);
    view.options = std::move(record->options);
    view.anonymous = record->is_anonymous;
  }
  return view;
}

Result<spec::Selection<VolumeView>> volume_selection(Context& context, std::span<const spec::Filter> filters) {
  using spec::Several;
  const std::vector<Key> keys = {
      dangling_key(context),
      name_key(),
      text_key("driver", Several::any, [](const VolumeView& volume, const std::string& value) { return volume.driver == value; }),
      text_key("label", Several::all,
               [](const VolumeView& volume, const std::string& value) { return spec::has_label(volume.labels, value); }),
      text_key("label!", Several::all,
               [](const VolumeView& volume, const std::string& value) { return !spec::has_label(volume.labels, value); }),
      text_key("opt", Several::any,
               [](const VolumeView& volume, const std::string& value) { return spec::has_label(volume.options, value); }),
      text_key("scope", Several::any, [](const VolumeView& volume, const std::string& value) { return volume.scope == value; }),
      truth_key("anonymous", [](const VolumeView& volume) { return volume.anonymous; }),
      since_key(context, "since"),
      since_key(context, "after"),
      older_volume_key(),
  };
  return spec::Selection<VolumeView>::make(filters, keys);
}

}  // namespace skiff::engine
