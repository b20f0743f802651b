#include "make_container.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/base/undo.hpp>
#include <skiff/spec/env.hpp>
#include <skiff/spec/mount_spec.hpp>
#include <skiff/spec/signal.hpp>
#include <skiff/storage/layers.hpp>
#include <skiff/sys/process.hpp>

#include "image/find_image.hpp"
#include "image/obtain_image.hpp"
#include "sweep.hpp"
#include "volume/volume_use.hpp"

namespace skiff::engine {

namespace {

void merge_environment(std::vector<std::string>& own, const std::vector<std::string>& of_image) {
  std::vector<std::string> merged;
  // A malformed entry of an image ("NAME" without "=") is dropped: it must never be taken for a request to import the
  // caller's own variable.
  for (const std::string& entry : of_image)
    if (entry.find('=') != std::string::npos && entry.find('=') != 0) merged.push_back(entry);
  merged.insert(merged.end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
  spec::keep_last_values(merged);
  own = std::move(merged);
}

/// VOLUME of an image: an anonymous volume where the command line mounts nothing.
Result<void> add_image_volumes(spec::ContainerConfig& config, const image::Image& image) {
  constexpr std::size_t most_volumes = 256;
  if (image.config.config.volumes.size() > most_volumes)
    return fail(ErrorKind::invalid, "the image has {} volumes: at most {} are made", image.config.config.volumes.size(), most_volumes);
  for (const auto& entry : image.config.config.volumes) {
    // "VOLUME data" without a slash is /data: builders keep what was written.
    const std::string destination = fmt::format("/{}", std::string_view(entry.key()));
    const std::string plain = spec::clean_path(destination);
    if (plain == "/" || destination.size() >= 4096 || destination.contains('\0'))
      return fail(ErrorKind::invalid, "the image has a bad volume \"{}\"", base::escape_control(std::string_view(entry.key())));
    const auto is_same = [&](const spec::MountSpec& mount) { return mount.destination == plain; };
    if (std::ranges::none_of(config.mounts, is_same))
      config.mounts.push_back({.kind = spec::MountKind::volume, .destination = plain, .is_anonymous = true});
  }
  return {};
}

/// ENTRYPOINT [""] is docker's way to say that there is none.
std::vector<std::string> entrypoint_of(const spec::OciProcess& process) {
  return process.entrypoint == std::vector<std::string>{""} ? std::vector<std::string>() : process.entrypoint;
}

/// The kernel's words end at a zero byte: what follows one would be cut off without a word.
Result<void> check_words(const spec::ProcessConfig& process, const std::string& image) {
  const auto has_zero = [](const std::vector<std::string>& words) {
    return std::ranges::any_of(words, [](const std::string& word) { return word.contains('\0'); });
  };
  const std::string_view bad = has_zero(spec::command_line(process))   ? "command"
                               : has_zero(process.env)                ? "environment"
                               : process.working_dir.contains('\0')   ? "working directory"
                               : process.user.contains('\0')          ? "user"
                                                                      : "";
  if (bad.empty()) return {};
  return fail(ErrorKind::invalid, "cannot use image {}: its {} has a zero byte, which no program can be given",
              base::escape_control(image), bad);
}

Result<std::string> id_of_container(Context& context, const std::string& name) {
  TRY_ASSIGN(const state::Container other, context.containers().find(name));
  return other.id();
}

/// Names of joined containers become ids, so that a later rename changes nothing.
Result<void> resolve_joins(Context& context, spec::ContainerConfig& config) {
  if (config.network.mode == spec::NetworkMode::container) {
    TRY_ASSIGN(config.network.container, id_of_container(context, config.network.container));
  }
  if (config.pid.mode == spec::NamespaceMode::container) {
    TRY_ASSIGN(config.pid.container, id_of_container(context, config.pid.container));
  }
  if (config.ipc.mode != spec::NamespaceMode::container) return {};
  const std::string name = config.ipc.container;
  TRY_ASSIGN(config.ipc.container, id_of_container(context, name));
  TRY_ASSIGN(const state::Container other, context.containers().open(config.ipc.container));
  TRY_ASSIGN(const spec::ContainerConfig others, other.config());
  if (others.ipc.mode == spec::NamespaceMode::closed || others.ipc.mode == spec::NamespaceMode::none)
    return std::unexpected(Error(ErrorKind::invalid, fmt::format("cannot join the ipc namespace of {}: it is private", name))
                               .with_hint("make that container with --ipc shareable"));
  return {};
}

/// --volumes-from NAME[:ro]: the binds and volumes of another container, where this one mounts nothing itself.
Result<void> add_volumes_from(Context& context, spec::ContainerConfig& config, const std::vector<std::string>& others) {
  for (const std::string& text : others) {
    const auto [name, word] = base::cut(text, ':');
    TRY_ASSIGN(const state::Container other, context.containers().find(std::string(name)));
    TRY_ASSIGN(const spec::ContainerConfig from, other.config());
    for (spec::MountSpec mount : from.mounts) {
      const bool is_there = std::ranges::find(config.mounts, mount.destination, &spec::MountSpec::destination) != config.mounts.end();
      if (mount.kind == spec::MountKind::tmpfs || is_there) continue;
      mount.is_read_only = mount.is_read_only || word == "ro";
      config.mounts.push_back(std::move(mount));
    }
  }
  return {};
}

/// What can be known of the host's side of mounts before there is a container.
Result<void> check_mounts(const spec::ContainerConfig& config) {
  for (const spec::MountSpec& mount : config.mounts) {
    struct stat status {};
    if (mount.kind == spec::MountKind::bind && !mount.is_source_made && stat(mount.source.c_str(), &status) != 0 && errno == ENOENT)
      return std::unexpected(
          Error(ErrorKind::not_found, fmt::format("the source {} of a mount does not exist", base::escape_control(mount.source)))
              .with_hint("make it first"));
    const auto is_label = [](const std::string& option) { return option == "z" || option == "Z"; };
    if (std::ranges::any_of(mount.options, is_label) && stat("/sys/fs/selinux/enforce", &status) == 0)
      return fail(ErrorKind::unsupported, "cannot mount on {}: this version sets no SELinux labels (z, Z), and this host has them",
                  base::escape_control(mount.destination));
  }
  return {};
}

/// With the host's network a container has the host's name, if it asks for none.
void take_name_of_host(spec::ContainerConfig& config) {
  if (!config.hostname.empty() || config.network.mode != spec::NetworkMode::host) return;
  std::array<char, 65> name{};
  if (gethostname(name.data(), name.size() - 1) == 0) config.hostname = name.data();
}

void name_anonymous_volumes(spec::ContainerConfig& config) {
  for (spec::MountSpec& mount : config.mounts) {
    if (mount.kind != spec::MountKind::volume || !mount.source.empty()) continue;
    mount.source = sys::random_id();
    mount.is_anonymous = true;
  }
}

/// Makes the volumes of one sort that do not exist yet; those made here are undone on failure.
Result<void> make_volumes(Context& context, const spec::ContainerConfig& config, bool are_anonymous, base::Undo& undo) {
  for (const spec::MountSpec& mount : config.mounts) {
    if (mount.kind != spec::MountKind::volume || mount.is_anonymous != are_anonymous) continue;
    TRY_ASSIGN(const bool is_made, make_missing_volume(context, mount));
    if (is_made) undo.push([&context, name = mount.source] { (void)context.volumes().move_to_trash(name); });
  }
  return {};
}

/// The file must be new: scripts rely on it to notice that a container of theirs still is there.
Result<void> claim_id_file(const std::string& path, const std::string& id, base::Undo& undo) {
  if (path.empty()) return {};
  const sys::Fd file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (!file.is_open()) {
    if (errno == EEXIST)
      return std::unexpected(
          Error(ErrorKind::exists, fmt::format("container id file exists: {}", base::escape_control(path)))
              .with_hint("make sure that the other container is not running, or delete the file"));
    return fail_errno(errno, "cannot make container id file {}", base::escape_control(path));
  }
  undo.push([path] { unlink(path.c_str()); });
  return sys::write_all(file, id);
}

}  // namespace

Result<void> merge_image(spec::ContainerConfig& config, const std::string& typed, const image::Image& image) {
  const spec::OciProcess& from = image.config.config;
  config.image.name = image.name.empty() ? typed : image.name;
  config.image.id = image.id;
  config.image.manifest_digest = image.manifest_digest;
  config.image.diff_ids = image.config.rootfs.diff_ids;
  config.image.platform = fmt::format("{}/{}", image.config.os, image.config.architecture);
  spec::ProcessConfig& process = config.process;
  if (!process.entrypoint) {
    if (auto entrypoint = entrypoint_of(from); !entrypoint.empty()) process.entrypoint = std::move(entrypoint);
    if (process.command.empty()) process.command = from.cmd;
  }
  merge_environment(process.env, from.env);
  if (process.user.empty()) process.user = from.user;
  if (process.working_dir.empty()) process.working_dir = from.working_dir;
  for (const auto& [key, value] : from.labels) config.labels.emplace(key, value);
  if (!config.stop_signal && !from.stop_signal.empty()) {
    // A bad signal in an image is not worth a container that cannot be made: the default stands.
    if (const auto number = spec::parse_signal(from.stop_signal)) config.stop_signal = *number;
  }
  if (spec::command_line(process).empty())
    return std::unexpected(
        Error(ErrorKind::invalid, fmt::format("no command to run: image {} has none", base::escape_control(config.image.name)))
            .with_hint("give a command after the image's name"));
  TRY(check_words(process, config.image.name));
  return add_image_volumes(config, image);
}

namespace {

/// Ends and removes the container of this name. Only the name counts, not the id that it may be the start of.
Result<void> remove_owner_of(Context& context, const std::string& name) {
  const auto found = context.containers().find(name);
  if (!found) return {};
  TRY_ASSIGN(const std::string owner, context.containers().name_of(*found));
  if (owner != name) return {};
  return std::move(remove(context, {found->id()}, {.is_forced = true}).front().result);
}

}  // namespace

Result<state::LockedContainer> make_container(Context& context, const ContainerRequest& request, const NewContainer& facts) {
  TRY(base::check_text(base::to_json(request.config)));
  base::Undo undo;
  TRY_ASSIGN(const image::Image image, obtain_image(context, request.image, request.pull, request.pull_options));
  spec::ContainerConfig config = request.config;
  config.schema = spec::container_schema;
  config.id = facts.id;
  config.id_map = facts.map;
  config.created = base::now();
  TRY(add_volumes_from(context, config, request.volumes_from));
  TRY(merge_image(config, request.image, image));
  TRY(check_mounts(config));
  TRY(resolve_joins(context, config));
  take_name_of_host(config);
  // Held until the record names the layers, so that `rmi` cannot take them in between.
  TRY_ASSIGN(const auto layers, hold_layers(context, config.image.diff_ids, config.id_map));
  name_anonymous_volumes(config);
  TRY(make_volumes(context, config, false, undo));
  TRY(claim_id_file(config.cidfile, config.id, undo));
  if (request.is_replacing) TRY(remove_owner_of(context, request.name));
  TRY_ASSIGN(state::LockedContainer container, context.containers().create_locked(config, request.name, facts.sync));
  // After the record that names them: without it they would stay for ever if this command were killed. With it a start
  // makes those that are missing.
  if (auto made = make_volumes(context, config, true, undo); !made) {
    (void)discard(context, container.container, std::move(container.lock));
    return std::unexpected(std::move(made).error());
  }
  undo.commit();
  return container;
}

}  // namespace skiff::engine
