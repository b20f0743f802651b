#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <skiff/base/json.hpp>
#include <skiff/base/result.hpp>
#include <skiff/base/time.hpp>
#include <skiff/state/roots.hpp>
#include <skiff/sys/fd.hpp>
#include <skiff/sys/lock.hpp>

/// Volumes on disk: ROOT/volumes/<name>/{volume.json,lock,data}. `data` is there if the files are in it; it belongs to the caller, who is
/// root in U.
namespace skiff::state {

constexpr int volume_schema = 1;

/// volume.json.
struct VolumeRecord {
  int schema = 0;  ///< volume_schema when written
  std::string name;
  base::Time created = base::no_time;
  std::map<std::string, std::string> labels;
  bool is_anonymous = false;  ///< made for one container, with a random name
  std::map<std::string, std::string> options;  ///< what it is made of (spec/volume_source.hpp); empty: its directory `data`
  boost::json::object unknown_fields;
  bool operator==(const VolumeRecord&) const = default;
};
BOOST_DESCRIBE_STRUCT(VolumeRecord, (), (schema, name, created, labels, is_anonymous, options))

/// Where a volume's files are. It shows without its record: a directory is mounted even where that is torn.
enum class VolumeData {
  directory,  ///< in its directory `data`
  elsewhere,  ///< in memory, or in a folder of the host: it has no `data`
};

class Volumes {
 public:
  explicit Volumes(const Roots& roots) : roots_(&roots) {}

  /// Made aside, synced, renamed: it survives a power cut when this returns. `prepare` is given its data directory, if it has one,
  /// before it has its name; it may be empty. Errors: exists ("volume with name X already exists"), invalid, no_space; prepare's.
  Result<void> create(const VolumeRecord& record, VolumeData data = VolumeData::directory,
                      const std::function<Result<void>(const sys::Fd&)>& prepare = {}) const;
  /// Errors: not_found ("no volume with name "X" found: no such volume"), corrupt, unsupported.
  Result<VolumeRecord> record(const std::string& name) const;
  /// Whether its directory stands, whatever its record says.
  bool exists(const std::string& name) const;
  /// Names of all, sorted.
  Result<std::vector<std::string>> names() const;
  /// Its directory, for `data` and the lock (copy-up, removal). Errors: not_found.
  Result<sys::Fd> open(const std::string& name) const;
  Result<sys::FileLock> lock(const std::string& name) const;
  /// Absolute path of its data: what inspect calls Mountpoint.
  std::string data_path(const std::string& name) const;

  /// Makes it trash; the key for Aside::claim_trash(). Whether it is in use is the caller's question. Errors: not_found.
  Result<std::string> move_to_trash(const std::string& name) const;

 private:
  const Roots* roots_;
};

}  // namespace skiff::state
