#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <skiff/base/json.hpp>
#include <skiff/base/result.hpp>
#include <skiff/base/time.hpp>
#include <skiff/engine/context.hpp>
#include <skiff/spec/container_config.hpp>
#include <skiff/spec/filter.hpp>

/// Containers as facts: what lists, filters, templates, events and an API show. Words for people are made by those.
namespace skiff::engine {

/// One mount of a container.
struct MountFacts {
  spec::MountKind kind = spec::MountKind::bind;
  std::string name;         ///< of a volume
  std::string source;       ///< path on the host; "" for a tmpfs
  std::string destination;  ///< path in the container
  bool operator==(const MountFacts&) const = default;
};
BOOST_DESCRIBE_STRUCT(MountFacts, (), (kind, name, source, destination))

/// Bytes of a container's files.
struct SizeFacts {
  std::uint64_t writable = 0;  ///< what it wrote over its image
  std::uint64_t whole = 0;     ///< with the image
  bool operator==(const SizeFacts&) const = default;
};
BOOST_DESCRIBE_STRUCT(SizeFacts, (), (writable, whole))

struct ContainerFacts {
  std::string id;
  std::string name;
  std::string image;                 ///< name that it was made of
  std::string image_id;
  std::vector<std::string> command;  ///< entrypoint and command together
  base::Time created = base::no_time;
  /// "created", "running", "stopping" (told to stop, and still runs), "exited"; "corrupt" and "unknown" (written by a
  /// newer skiff) are records that cannot be read: these have id and name alone.
  std::string state;
  base::Time started = base::no_time;   ///< of its last run
  base::Time finished = base::no_time;  ///< of its last run, where that is over
  int exit_code = 0;                    ///< of its last run, where that is over
  bool is_exit_known = true;            ///< false: nothing was there to see the code
  int pid = 0;                          ///< of its first process, while that lives
  std::uint64_t restarts = 0;
  bool is_auto_removed = false;         ///< --rm
  std::map<std::string, std::string> labels;
  std::vector<MountFacts> mounts;
  std::vector<std::string> networks;    ///< names; "none" and "host" for those modes
  std::vector<std::string> dependencies; ///< ids of containers whose namespaces it shares
  std::optional<SizeFacts> size;        ///< only where it was asked for
  std::map<std::string, std::string> namespaces;  ///< inode numbers by "mnt", "pid" …; only where it was asked for, of one that runs
  bool operator==(const ContainerFacts&) const = default;
};
BOOST_DESCRIBE_STRUCT(ContainerFacts, (),
                      (id, name, image, image_id, command, created, state, started, finished, exit_code, is_exit_known, pid,
                       restarts, is_auto_removed, labels, mounts, networks, dependencies, size, namespaces))

/// Whether its first process lives.
inline bool is_running(const ContainerFacts& facts) { return facts.state == "running" || facts.state == "stopping"; }

/// Which containers a list has.
struct ListOptions {
  bool is_all = false;                    ///< also those that do not run; a filter for a status asks for that too
  std::vector<spec::Filter> filters;
  std::optional<std::uint64_t> last = {}; ///< only so many of the newest, running or not
  bool has_sizes = false;                 ///< slow: each file of a container is looked at
  bool has_namespaces = false;
};
/// Newest first. A record that cannot be read is a row too. Errors: invalid (a filter), not_found (an object that a filter
/// names).
Result<std::vector<ContainerFacts>> list_containers(Context& context, const ListOptions& options);

/// Which containers a command acts on.
struct ContainerSelection {
  std::vector<std::string> names;      ///< as typed
  bool is_all = false;
  bool is_latest = false;              ///< the one that was made last
  std::vector<std::string> id_files;   ///< --cidfile: files with an id
  std::vector<spec::Filter> filters;
  bool is_ignoring = false;            ///< --ignore: an id file that is missing is no error
  bool has_dependents = false;         ///< also those that share a namespace of one of them, before it
};
/// What --all means to a command.
enum class Among { all, running, not_running };
/// Names as typed, else full ids; none for filters that nothing passes. Errors: usage (options that exclude each other, or
/// nothing asked for), those of list_containers(), and of reading an id file.
Result<std::vector<std::string>> select_containers(Context& context, const ContainerSelection& selection, Among among);

}  // namespace skiff::engine
