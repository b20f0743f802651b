#include <skiff/engine/volume.hpp>

#include <cerrno>
#include <unistd.h>

#include <skiff/storage/worker.hpp>

#include "context.hpp"
#include "sweep.hpp"
#include "user_namespace.hpp"

namespace skiff::engine {

namespace {

/// Gives a directory the owner that a volume is to have: of an ordinary user in U, where these ids are.
Result<void> give_to_owner(const Context& context, const spec::VolumeSource& source, const sys::Fd& data) {
  constexpr auto same = static_cast<uid_t>(-1);
  const auto give = [&]() -> Result<std::string> {
    if (fchown(data.get(), source.uid.value_or(same), source.gid.value_or(same)) == 0) return std::string();
    if (errno == EINVAL)
      return fail(ErrorKind::invalid, "{}:{} is no owner here: this user has fewer ids", source.uid.value_or(0), source.gid.value_or(0));
    return fail_errno(errno, "cannot give it to {}:{}", source.uid.value_or(0), source.gid.value_or(0));
  };
  if (!context.is_rootful) {
    TRY_ASSIGN(UserNamespace acquired, UserNamespace::acquire(context));
    const sys::Fd user_namespace = std::move(acquired).release();
    TRY(storage::run_worker({.user_namespace = &user_namespace, .keep = {data.get()}}, give));
    return {};
  }
  TRY(give());
  return {};
}

}  // namespace

Result<std::string> create_volume(Context& context, const std::string& name, const VolumeRequest& request) {
  TRY(context.check_writable());
  TRY_ASSIGN(const spec::VolumeSource source, spec::parse_volume_source(request.options));
  sweep(context);
  state::VolumeRecord record;
  record.name = name.empty() ? sys::random_id() : name;
  record.is_anonymous = name.empty();
  record.created = base::now();
  record.labels = request.labels;
  record.options = request.options;
  const auto data = source.mount.kind == spec::MountKind::volume ? state::VolumeData::directory : state::VolumeData::elsewhere;
  std::function<Result<void>(const sys::Fd&)> prepare;
  if (source.uid || source.gid) prepare = [&](const sys::Fd& directory) { return give_to_owner(context, source, directory); };
  TRY(context.volumes().create(record, data, prepare));
  return record.name;
}

}  // namespace skiff::engine
