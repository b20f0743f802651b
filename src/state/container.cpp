#include <skiff/state/container.hpp>

#include <cerrno>
#include <fcntl.h>
#include <limits>
#include <sys/stat.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/spec/object_name.hpp>
#include <skiff/sys/rooted.hpp>

#include "record.hpp"

namespace skiff::state {

namespace {

constexpr const char* stop_asked_name = "stop_asked";
constexpr sys::LockByte alive_byte = sys::LockByte::second;
constexpr sys::LockByte stopping_byte = sys::LockByte::third;
/// What stands where a process will write of itself: no process has them, and no number is longer.
constexpr std::int32_t coming_pid = std::numeric_limits<std::int32_t>::max();
constexpr std::uint64_t coming_start_time = std::numeric_limits<std::uint64_t>::max();

/// Read once for a process: the boot cannot change under it, and ps asks for every container.
const sys::BootIdentity& this_boot() {
  static const sys::BootIdentity identity = sys::boot_identity().value_or(sys::BootIdentity{});
  return identity;
}

Error named(Error error, const std::string& id) {
  error.add_context(fmt::format("container {}", id.substr(0, 12)));
  return error;
}

/// Whether the process of `pidfd` is in that pid namespace, where it can be seen (a process between clone and exec, or of
/// another user, shows nothing: then pid and start time have to do).
bool may_be_in_pid_namespace(pid_t pid, std::uint64_t inode) {
  struct stat status {};
  if (inode == 0 || stat(fmt::format("/proc/{}/ns/pid", pid).c_str(), &status) != 0) return true;
  return status.st_ino == inode;
}

}  // namespace

bool is_of_this_boot(const RunFacts& run) {
  const sys::BootIdentity& boot = this_boot();
  return !run.boot_id.empty() && run.boot_id == boot.boot_id && run.machine_id == boot.machine_id;
}

bool is_live(Status status) {
  return status == Status::running || status == Status::unsupervised || status == Status::starting;
}

ExitFacts unseen_exit(const RunFacts& run) {
  ExitFacts facts;
  facts.code = -1;
  facts.is_known = false;
  if (is_of_this_boot(run)) facts.finished = base::now();
  facts.reason = is_of_this_boot(run) ? "its supervisor was killed" : "the machine was restarted";
  return facts;
}

bool is_container_id(std::string_view text) { return text.size() == 64 && base::is_lower_hex(text); }

Result<void> check_name(std::string_view name) { return spec::check_object_name(name); }

namespace {

/// `place` is the container's directory below `directory`: "" or "<id>/".
Result<spec::ContainerConfig> read_config(const sys::Fd& directory, const std::string& place, const std::string& id,
                                          void (*prepare)(base::json::value&) = nullptr) {
  auto config = read_record<spec::ContainerConfig>(directory, place + "config.json", spec::container_schema, prepare);
  if (!config) return std::unexpected(named(std::move(config).error(), id));
  if (config->id != id) return std::unexpected(named(Error(ErrorKind::corrupt, "config.json is of another container"), id));
  return config;
}

Result<ContainerState> read_state(const sys::Fd& directory, const std::string& place, const std::string& id) {
  auto state = read_record<ContainerState>(directory, place + "state.json", spec::container_schema);
  if (!state && state.error().errno_value() == ENOENT) return ContainerState{};
  if (!state) return std::unexpected(named(std::move(state).error(), id));
  if (state->run && state->run->pid == coming_pid) state->run.reset();
  return state;
}

std::unexpected<Error> config_is_missing(const std::string& id) {
  return std::unexpected(named(Error(ErrorKind::corrupt, "config.json is missing"), id));
}

}  // namespace

Result<spec::ContainerConfig> Container::config() const {
  auto config = read_config(directory_, "", id_);
  if (!config && config.error().errno_value() == ENOENT && is_in_place()) return config_is_missing(id_);
  return config;
}

Result<ContainerState> Container::state() const { return read_state(directory_, "", id_); }

/// They are half of a record, and no list shows them.
static void leave_out_unlisted(base::json::value& record) {
  base::json::object* const members = record.if_object();
  if (members == nullptr) return;
  members->erase("create_command");
  const base::json::value* const process = members->if_contains("process");
  if (process != nullptr && process->is_object()) members->at("process").as_object().erase("env");
}

Result<spec::ContainerConfig> ContainerListing::config(const std::string& id) const {
  auto config = read_config(directory_, id + "/", id, leave_out_unlisted);
  if (!config && config.error().errno_value() == ENOENT && sys::stat_at(directory_, id)) return config_is_missing(id);
  return config;
}

Result<ContainerState> ContainerListing::state(const std::string& id) const { return read_state(directory_, id + "/", id); }

Result<void> Container::write_state(const ContainerState& state, sys::Sync sync) const {
  TRY_ASSIGN(const std::string text, record_text(state, spec::container_schema));
  return write_state_text(text, sync);
}

Result<RunFieldOffsets> Container::write_coming_run(ContainerState state) const {
  state.run->pid = coming_pid;
  state.run->start_time = coming_start_time;
  TRY_ASSIGN(const std::string text, record_text(state, spec::container_schema));
  // Member names with their quotes: what stands in a string has its quotes escaped.
  const auto place_of = [&](std::string_view member, std::string_view digits) {
    return static_cast<std::int64_t>(text.find(fmt::format("\"{}\":{}", member, digits)) + member.size() + 3);
  };
  RunFieldOffsets places;
  places.pid_at = place_of("pid", fmt::format("{}", coming_pid));
  places.start_time_at = place_of("start_time", fmt::format("{}", coming_start_time));
  TRY(write_state_text(text, sys::Sync::no));
  places.file = sys::Fd(openat(directory_.get(), "state.json", O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (!places.file.is_open())
    return std::unexpected(named(Error(base::kind_of_errno(errno), "cannot open state.json", errno), id_));
  return places;
}

Result<void> Container::write_state_text(const std::string& text, sys::Sync sync) const {
  auto written = sys::replace_file(directory_, "state.json", text, sync);
  // A container that ends on a full disk has an exit code all the same.
  if (!written && written.error().kind() == ErrorKind::no_space && overwrite_record(directory_, "state.json", text))
    return {};
  if (!written) return std::unexpected(named(std::move(written).error(), id_));
  return {};
}

Result<void> Container::record_stop_asked() const {
  const sys::Fd fd(openat(directory_.get(), stop_asked_name, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600));
  if (!fd.is_open() || futimens(fd.get(), nullptr) != 0)
    return std::unexpected(named(Error(base::kind_of_errno(errno), "cannot record that a stop was asked", errno), id_));
  return {};
}

Result<std::optional<base::Time>> Container::stop_asked() const {
  const auto status = sys::stat_at(directory_, stop_asked_name);
  if (!status && status.error().errno_value() == ENOENT) return std::optional<base::Time>();
  if (!status) return std::unexpected(named(status.error(), id_));
  return base::Time(std::chrono::seconds(status->st_mtim.tv_sec) + std::chrono::nanoseconds(status->st_mtim.tv_nsec));
}

Result<void> Container::clear_stop_asked() const {
  if (unlinkat(directory_.get(), stop_asked_name, 0) != 0 && errno != ENOENT)
    return std::unexpected(named(Error(base::kind_of_errno(errno), "cannot clear that a stop was asked", errno), id_));
  return {};
}

bool Container::is_in_place() const { return sys::is_at(directory_, roots_->root, "containers/" + id_); }

Result<sys::FileLock> Container::lock(std::chrono::milliseconds patience) const {
  auto lock = sys::FileLock::take(directory_, lock_name, sys::LockMode::exclusive, patience);
  if (!lock) return std::unexpected(named(std::move(lock).error(), id_));
  // It may have been hidden while we waited: its lock file is the same one, its name is gone.
  if (!is_in_place()) return fail(ErrorKind::not_found, "no container with name or ID \"{}\" found: no such container", id_);
  return lock;
}

Result<sys::FileLock> Container::take_alive(std::chrono::milliseconds patience) const {
  return sys::FileLock::take(directory_, lock_name, sys::LockMode::exclusive, patience, alive_byte);
}

Result<std::optional<sys::FileLock>> Container::take_stopping() const {
  return sys::FileLock::try_take(directory_, lock_name, sys::LockMode::exclusive, stopping_byte);
}

bool Container::is_being_stopped() const { return sys::is_locked(directory_, lock_name, stopping_byte).value_or(false); }

Result<bool> Container::has_supervisor() const { return sys::is_locked(directory_, lock_name, alive_byte); }

Result<Status> Container::status(const ContainerState& state) const {
  TRY_ASSIGN(const bool is_supervised, has_supervisor());
  if (!state.run) return is_supervised ? Status::starting : Status::created;
  if (!state.exit) {
    if (is_supervised) return is_of_this_boot(*state.run) ? Status::running : Status::starting;
    TRY_ASSIGN(const auto init, open_init(state));
    return init ? Status::unsupervised : Status::exited;
  }
  if (!is_supervised) return Status::exited;
  // The holder of `alive`: the supervisor that recorded this end, or one that has just begun the next run.
  TRY_ASSIGN(const auto recorded, open_supervisor(state));
  if (recorded) return Status::stopping;
  // The former may have let go of it and ended since the first look.
  TRY_ASSIGN(const bool is_still_held, has_supervisor());
  return is_still_held ? Status::starting : Status::exited;
}

Result<std::optional<sys::Fd>> Container::open_init(const ContainerState& state) const {
  if (!state.run || !is_of_this_boot(*state.run)) return std::optional<sys::Fd>();
  TRY_ASSIGN(auto process, sys::open_process({state.run->pid, state.run->start_time}));
  if (process && !may_be_in_pid_namespace(state.run->pid, state.run->pid_namespace)) process.reset();
  return process;
}

Result<std::optional<sys::Fd>> Container::open_supervisor(const ContainerState& state) const {
  if (!state.run || !is_of_this_boot(*state.run)) return std::optional<sys::Fd>();
  return sys::open_process({state.run->supervisor_pid, state.run->supervisor_start_time});
}

Result<sys::Fd> Container::open_runtime_directory() const {
  // Where its record is torn it is looked for in this command's own.
  const auto facts = state();
  TRY_ASSIGN(const auto other, open_other_runroot(*roots_, facts && facts->run ? facts->run->runroot : std::string()));
  auto directory = sys::open_directory_at(other ? *other : roots_->runroot, "containers/" + id_);
  if (!directory) return std::unexpected(named(std::move(directory).error(), id_));
  return directory;
}

Result<sys::Fd> Container::make_runtime_directory() const {
  // Mostly there is none yet, of a container that is being started.
  (void)mkdirat(roots_->runroot.get(), ("containers/" + id_).c_str(), 0700);
  auto directory = open_or_make_directory(roots_->runroot, "containers/" + id_);
  if (!directory) return std::unexpected(named(std::move(directory).error(), id_));
  return directory;
}

}  // namespace skiff::state
