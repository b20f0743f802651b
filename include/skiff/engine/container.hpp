#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/engine/context.hpp>
#include <skiff/engine/image.hpp>
#include <skiff/spec/container_config.hpp>
#include <skiff/spec/filter.hpp>

/// The life of a container. Containers are named by name, id or unique prefix of an id; ids in results are full.
namespace skiff::engine {

/// What create and run are asked for. `config` holds the command line's values; the engine merges the image's under them
/// and puts ids where `network`, `pid` and `ipc` name a container as typed. With `config.cidfile` the engine makes that
/// file (errors: exists) before the container and writes the id into it before the container starts.
struct ContainerRequest {
  spec::ContainerConfig config;
  std::string image;
  std::string name;                    ///< "" lets the engine make one of two words
  bool is_replacing = false;           ///< a container that has `name` is ended and removed first
  PullPolicy pull = PullPolicy::missing;
  PullOptions pull_options;
  std::vector<std::string> volumes_from;  ///< NAME[:ro]: containers whose binds and volumes this one has too
};

/// The caller's standard streams, and how a person leaves the container. Output for a descriptor of -1 is dropped.
struct Terminal {
  int input = 0;
  int output = 1;
  int error = 2;
  bool is_input_wanted = false;            ///< -i, or attach without --no-stdin
  std::string detach_keys = "ctrl-p,ctrl-q";  ///< "" turns detaching off
  bool has_signal_proxy = true;            ///< signals to the CLI go to the container (not with a terminal)
  std::function<void()> on_suspend;              ///< stops the caller's process (Ctrl-Z), and returns when it is continued
  std::function<void()> on_unheeded_interrupts;  ///< a person interrupted three times, and the program goes on
};

/// How an attached command ended.
struct AttachResult {
  int exit_code = 0;
  bool is_detached = false;  ///< a person left by the detach keys; the container goes on
  int signal = 0;            ///< the caller itself is to end by this one: it was not for the container, or is SIGPIPE
};

/// Makes a container. Returns its id.
Result<std::string> create(Context& context, const ContainerRequest& request);
/// create and start; without `terminal` it is left in the background (-d).
struct RunResult {
  std::string id;
  AttachResult attach;
};
Result<RunResult> run(Context& context, const ContainerRequest& request, const std::optional<Terminal>& terminal);
/// Starts a created or ended container; with `terminal` attached from its first byte. Starting a running one is no error.
Result<AttachResult> start(Context& context, const std::string& name, const std::optional<Terminal>& terminal);
Result<AttachResult> attach(Context& context, const std::string& name, const Terminal& terminal);
/// Runs a command in a running container; without `terminal` in the background.
Result<AttachResult> exec(Context& context, const std::string& name, const spec::ExecConfig& request,
                          const std::optional<Terminal>& terminal);

/// One result for each name given, in the given order.
struct NamedResult {
  std::string name;  ///< as typed
  Result<void> result;
};
struct StopOptions {
  std::optional<std::int64_t> timeout;  ///< seconds, -1 for ever; none is the container's own
  std::optional<int> signal;            ///< none is the container's own
};
/// Signal, then SIGKILL at the timeout; all in parallel. A container that is not running is no error.
std::vector<NamedResult> stop(Context& context, const std::vector<std::string>& names, const StopOptions& options);
std::vector<NamedResult> kill(Context& context, const std::vector<std::string>& names, int signal);
std::vector<NamedResult> restart(Context& context, const std::vector<std::string>& names, const StopOptions& options);
struct RemoveOptions {
  bool is_forced = false;           ///< -f: a running one is killed (or stopped, with a timeout); a missing one is not_found all the same
  bool is_removing_volumes = false; ///< -v: its anonymous volumes too
  std::optional<std::int64_t> timeout;  ///< -t
};
std::vector<NamedResult> remove(Context& context, const std::vector<std::string>& names, const RemoveOptions& options);
/// What `wait` waits for. Of a container that does not run, `not_running` holds at once, `next_exit` after its next run.
enum class WaitCondition { not_running, next_exit, removed, created, running, stopping };
struct WaitOptions {
  std::vector<WaitCondition> conditions = {WaitCondition::not_running};  ///< one of them has to hold
  base::Duration interval = std::chrono::milliseconds(100);  ///< how often it is looked where nothing tells of a change
};
/// The exit code; -1 where a condition holds that has none. Errors: not_found (also if it was removed meanwhile, and its end
/// not heard of), wrong_state (its code is unknown).
Result<int> wait(Context& context, const std::string& name, const WaitOptions& options = {});
struct FirstWaited {
  std::string name;  ///< as typed
  int code = 0;
};
/// The same for the first of several.
Result<FirstWaited> wait_for_first(Context& context, const std::vector<std::string>& names, const WaitOptions& options);
Result<bool> container_exists(Context& context, const std::string& name);
struct PrunedContainers {
  std::vector<std::string> ids;
  std::uint64_t freed = 0;  ///< bytes of what they wrote, if that was asked for
};
enum class FileSizes { left_out, counted };
/// Removes all that do not run, of those that pass the filters. Errors: as list_containers().
Result<PrunedContainers> prune_containers(Context& context, const std::vector<spec::Filter>& filters = {},
                                          FileSizes sizes = FileSizes::left_out);

/// The JSON object of `inspect`, in podman's and docker's field names.
Result<base::json::value> inspect_container(Context& context, const std::string& name, FileSizes sizes = FileSizes::left_out);

struct LogOptions {
  bool is_following = false;
  std::optional<std::uint64_t> tail;  ///< last lines; none is all
  std::optional<base::Time> since;
  std::optional<base::Time> until;
  bool has_timestamps = false;
  bool has_names = false;   ///< lines of several containers begin with their names; else with their short ids
  bool has_colors = false;  ///< lines are coloured, each container's in its own
};
/// Writes the logs of containers to two descriptors (standard output's and error's lines apart), several by their times.
/// Following ends with the last of them.
Result<void> logs(Context& context, const std::vector<std::string>& names, const LogOptions& options, int output, int error);

}  // namespace skiff::engine
