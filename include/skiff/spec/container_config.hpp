#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <skiff/base/json.hpp>
#include <skiff/base/time.hpp>

/// The one description of a container: what the command line asked, resolved against its image. It is the record on
/// disk (config.json), the input of the runtime specification and the base of `inspect`. Never copied into a second struct.
namespace skiff::spec {

namespace json = base::json;

constexpr int container_schema = 1;

/// The image that a container was made of, by content: it keeps working when the name moves.
struct ImageUse {
  std::string name;                    ///< full reference as resolved: docker.io/library/alpine:latest; or the id typed
  std::string id;                      ///< digest of the image config without "sha256:": podman's image id
  std::string manifest_digest;         ///< "sha256:…"
  std::vector<std::string> diff_ids;   ///< lowest layer first
  std::string platform;                ///< "linux/amd64"
  bool operator==(const ImageUse&) const = default;
};
BOOST_DESCRIBE_STRUCT(ImageUse, (), (name, id, manifest_digest, diff_ids, platform))

struct Ulimit {
  std::string name;  ///< "nofile", as in the kernel's RLIMIT_* without prefix
  std::int64_t soft = 0;  ///< -1 is unlimited
  std::int64_t hard = 0;
  bool operator==(const Ulimit&) const = default;
};
BOOST_DESCRIBE_STRUCT(Ulimit, (), (name, soft, hard))

/// What runs: what the command line asked, and under it the image's values.
struct ProcessConfig {
  /// None: neither the command line nor the image has one. An empty one was asked for: then the image's command is not used.
  std::optional<std::vector<std::string>> entrypoint;
  std::vector<std::string> command;
  std::vector<std::string> env;      ///< "NAME=value"
  std::string user;                  ///< "", "name", "uid", "name:group", "uid:gid"; looked up in the image at start
  std::string working_dir;           ///< "" is "/"
  bool has_terminal = false;         ///< -t
  bool is_interactive = false;       ///< -i: standard input stays open
  std::vector<Ulimit> ulimits;
  bool operator==(const ProcessConfig&) const = default;
};
BOOST_DESCRIBE_STRUCT(ProcessConfig, (), (entrypoint, command, env, user, working_dir, has_terminal, is_interactive, ulimits))

enum class MountKind { bind, volume, tmpfs };
BOOST_DESCRIBE_ENUM(MountKind, bind, volume, tmpfs)

/// One -v, --mount or --tmpfs.
struct MountSpec {
  MountKind kind = MountKind::bind;
  std::string source;       ///< bind: absolute host path; volume: its name
  std::string destination;  ///< absolute path in the container, lexically clean
  bool is_read_only = false;
  bool is_anonymous = false;               ///< volume made for this container alone, removed with it by -v or --rm
  bool is_copied_up = true;                ///< volume and tmpfs: filled from the image when empty
  bool is_source_made = false;             ///< bind: a missing source is made, as a directory
  std::vector<std::string> options;        ///< further words: "exec", "rbind", "rslave", "z", "size=64m", "mode=1777"
  bool operator==(const MountSpec&) const = default;
};
BOOST_DESCRIBE_STRUCT(MountSpec, (), (kind, source, destination, is_read_only, is_anonymous, is_copied_up, is_source_made, options))

/// Where a namespace comes from.
/// Only an ipc namespace is `closed` (its own, which no other container may join) or `none` (that, without /dev/shm).
enum class NamespaceMode { own, host, container, closed, none };
BOOST_DESCRIBE_ENUM(NamespaceMode, own, host, container, closed, none)
struct NamespaceUse {
  NamespaceMode mode = NamespaceMode::own;
  std::string container;  ///< id, for NamespaceMode::container
  bool operator==(const NamespaceUse&) const = default;
};
BOOST_DESCRIBE_STRUCT(NamespaceUse, (), (mode, container))

/// One network that the container is a member of.
struct NetworkAttachment {
  std::string name;  ///< as asked for: "bridge" or "default" is the default network
  bool operator==(const NetworkAttachment&) const = default;
};
BOOST_DESCRIBE_STRUCT(NetworkAttachment, (), (name))

/// `none` and the default differ only in name today: both have loopback alone.
enum class NetworkMode { standard, none, host, container };
BOOST_DESCRIBE_ENUM(NetworkMode, standard, none, host, container)
struct NetworkUse {
  NetworkMode mode = NetworkMode::standard;
  std::string container;  ///< id, for NetworkMode::container
  std::vector<NetworkAttachment> attachments;  ///< for NetworkMode::standard; none asked for is the default network
  bool operator==(const NetworkUse&) const = default;
};
BOOST_DESCRIBE_STRUCT(NetworkUse, (), (mode, container, attachments))

enum class LogDriver { k8s_file, none };
BOOST_DESCRIBE_ENUM(LogDriver, k8s_file, none)
struct LogConfig {
  LogDriver driver = LogDriver::k8s_file;
  std::int64_t max_size = 16 << 20;  ///< bytes of one log file; three files are kept
  bool operator==(const LogConfig&) const = default;
};
BOOST_DESCRIBE_STRUCT(LogConfig, (), (driver, max_size))

/// A member that belongs to a group of options is in that group's struct: a struct holds at most 52 (Boost.Describe).
struct ContainerConfig {
  int schema = 0;  ///< container_schema when written
  std::string id;  ///< 64 lower-case hex digits
  base::Time created = base::no_time;
  ImageUse image;
  ProcessConfig process;
  std::string hostname;  ///< "" is the first 12 digits of the id
  std::map<std::string, std::string> labels;
  std::vector<MountSpec> mounts;
  NetworkUse network;
  NamespaceUse pid;
  NamespaceUse ipc;
  bool has_init = false;        ///< --init
  bool is_read_only = false;    ///< --read-only
  bool is_auto_removed = false; ///< --rm
  std::optional<int> stop_signal;  ///< none: neither asked for nor the image's; see stop_signal_of()
  std::int64_t stop_timeout = 10;  ///< seconds; -1 waits for ever
  LogConfig log;
  std::int64_t shm_size = 64 << 20;  ///< bytes of /dev/shm
  std::string id_map;                ///< name of the id map whose layers it uses: "full", "single" or a hash
  std::string cidfile;               ///< absolute path, for `inspect` and removal by --rm
  std::vector<std::string> create_command;
  std::vector<std::string> attached;  ///< --attach: "stdin", "stdout", "stderr"; none where it was not given
  json::object unknown_fields;
  bool operator==(const ContainerConfig&) const = default;
};
BOOST_DESCRIBE_STRUCT(ContainerConfig, (),
                      (schema, id, created, image, process, hostname, labels, mounts, network, pid, ipc, has_init,
                       is_read_only, is_auto_removed, stop_signal, stop_timeout, log, shm_size, id_map, cidfile, create_command,
                       attached))

/// The signal that `stop` sends first: SIGTERM where nothing else is asked for.
inline int stop_signal_of(const ContainerConfig& config) { return config.stop_signal.value_or(15); }
/// The words to execute: entrypoint and command. Empty if there are none.
std::vector<std::string> command_line(const ProcessConfig& process);
/// Whether a namespace is the container's own, whatever others may do with it.
constexpr bool is_own(NamespaceMode mode) { return mode != NamespaceMode::host && mode != NamespaceMode::container; }

/// What `exec` asks a supervisor to run: the request on its socket, as JSON.
struct ExecConfig {
  std::vector<std::string> command;
  std::vector<std::string> env;  ///< over the container's own
  std::string user;              ///< "" is the container's
  std::string working_dir;       ///< "" is the container's
  bool has_terminal = false;
  bool is_interactive = false;
  int rows = 0;                  ///< size of the terminal; 0 is unknown
  int columns = 0;
  bool operator==(const ExecConfig&) const = default;
};
BOOST_DESCRIBE_STRUCT(ExecConfig, (), (command, env, user, working_dir, has_terminal, is_interactive, rows, columns))

}  // namespace skiff::spec
