#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <skiff/base/json.hpp>

/// The OCI runtime specification's configuration (config.json, version 1.1), as far as skiff's runtime obeys it: the one
/// input of the runtime. Field names follow the specification in snake_case.
namespace skiff::spec {

struct OciUser {
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint32_t umask = 022;
  std::vector<std::uint32_t> additional_gids;
  bool operator==(const OciUser&) const = default;
  static constexpr auto json_case = base::JsonCase::camel;
};
BOOST_DESCRIBE_STRUCT(OciUser, (), (uid, gid, umask, additional_gids))

struct OciCapabilities {
  std::vector<std::string> bounding, effective, inheritable, permitted, ambient;  ///< "CAP_CHOWN"
  bool operator==(const OciCapabilities&) const = default;
};
BOOST_DESCRIBE_STRUCT(OciCapabilities, (), (bounding, effective, inheritable, permitted, ambient))

struct OciRlimit {
  std::string type;  ///< "RLIMIT_NOFILE"
  std::uint64_t hard = 0;
  std::uint64_t soft = 0;
  bool operator==(const OciRlimit&) const = default;
};
BOOST_DESCRIBE_STRUCT(OciRlimit, (), (type, hard, soft))

struct OciConsoleSize {
  std::uint32_t height = 0;
  std::uint32_t width = 0;
  bool operator==(const OciConsoleSize&) const = default;
};
BOOST_DESCRIBE_STRUCT(OciConsoleSize, (), (height, width))

struct OciRuntimeProcess {
  bool terminal = false;
  OciConsoleSize console_size;
  OciUser user;
  std::vector<std::string> args;
  std::vector<std::string> env;
  std::string cwd = "/";
  OciCapabilities capabilities;
  std::vector<OciRlimit> rlimits;
  bool no_new_privileges = false;
  bool operator==(const OciRuntimeProcess&) const = default;
  static constexpr auto json_case = base::JsonCase::camel;
};
BOOST_DESCRIBE_STRUCT(OciRuntimeProcess, (), (terminal, console_size, user, args, env, cwd, capabilities, rlimits, no_new_privileges))

struct OciRoot {
  std::string path;
  bool readonly = false;
  bool operator==(const OciRoot&) const = default;
};
BOOST_DESCRIBE_STRUCT(OciRoot, (), (path, readonly))

struct OciMount {
  std::string destination;
  std::string type;
  std::string source;
  std::vector<std::string> options;
  bool operator==(const OciMount&) const = default;
};
BOOST_DESCRIBE_STRUCT(OciMount, (), (destination, type, source, options))

struct OciNamespace {
  std::string type;  ///< "pid", "network", "ipc", "uts", "mount", "user", "cgroup", "time"
  std::string path;  ///< "" is a new one
  bool operator==(const OciNamespace&) const = default;
};
BOOST_DESCRIBE_STRUCT(OciNamespace, (), (type, path))

struct OciLinux {
  std::vector<OciNamespace> namespaces;
  std::vector<std::string> masked_paths;
  std::vector<std::string> readonly_paths;
  std::map<std::string, std::string> sysctl;
  bool operator==(const OciLinux&) const = default;
  static constexpr auto json_case = base::JsonCase::camel;
};
BOOST_DESCRIBE_STRUCT(OciLinux, (), (namespaces, masked_paths, readonly_paths, sysctl))

struct OciRuntimeConfig {
  std::string oci_version = "1.1.0";
  OciRuntimeProcess process;
  OciRoot root;
  std::string hostname;
  std::vector<OciMount> mounts;
  OciLinux linux_;
  bool operator==(const OciRuntimeConfig&) const = default;
  static constexpr auto json_case = base::JsonCase::camel;
  /// "linux" is a macro of GNU C.
  static constexpr std::string_view json_name(std::string_view field) { return field == "linux_" ? "linux" : ""; }
};
BOOST_DESCRIBE_STRUCT(OciRuntimeConfig, (), (oci_version, process, root, hostname, mounts, linux_))

}  // namespace skiff::spec
