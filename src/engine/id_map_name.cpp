#include "id_map_name.hpp"

#include <skiff/base/json.hpp>
#include <skiff/base/text.hpp>
#include <skiff/sys/file.hpp>
#include <skiff/sys/lock.hpp>
#include <skiff/sys/rooted.hpp>

namespace skiff::engine {

namespace {

constexpr const char* record_name = "id-map.json";
constexpr int record_schema = 1;
constexpr std::size_t max_record = std::size_t{64} << 10;  // of 340 ranges

struct IdMapRecord {
  int schema = 0;
  std::vector<sys::IdRange> users;
  std::vector<sys::IdRange> groups;
  bool operator==(const IdMapRecord&) const = default;
};
BOOST_DESCRIBE_STRUCT(IdMapRecord, (), (schema, users, groups))

Result<std::optional<IdMapRecord>> read_record(const sys::Fd& root) {
  const auto text = sys::read_file(root, record_name, max_record);
  if (!text && text.error().kind() == ErrorKind::not_found) return std::optional<IdMapRecord>();
  if (!text) return std::unexpected(text.error());
  auto record = base::parse_record<IdMapRecord>(*text, record_schema);
  if (!record) return fail_with(std::move(record).error(), "{} of the store", record_name);
  return std::optional<IdMapRecord>(*std::move(record));
}

/// One writer at a time; another that is at it writes the same.
Result<void> write_record(const sys::Fd& root, const sys::IdMaps& maps) {
  TRY_ASSIGN(const sys::Fd own, sys::open_directory_at(root, "."));
  TRY_ASSIGN(const bool is_alone, sys::try_lock_file(own));
  if (!is_alone) return {};
  const IdMapRecord record{record_schema, maps.users, maps.groups};
  TRY_ASSIGN(const std::string text, base::record_text(base::to_json(record)));
  return sys::replace_file(root, record_name, text + "\n", sys::Sync::yes);
}

std::string hash_of(const sys::IdMaps& maps) {
  std::string text;
  for (const auto* map : {&maps.users, &maps.groups}) {
    for (const sys::IdRange& range : *map) text += fmt::format("{} {} {}\n", range.inside, range.outside, range.count);
    text += '\n';
  }
  return fmt::format("{:016x}", base::hash_text(text)).substr(0, 12);
}

}  // namespace

Result<std::string> name_of_id_map(const sys::Fd& root, const sys::IdMaps& maps) {
  if (maps.is_single()) return "single";
  TRY_ASSIGN(const auto known, read_record(root));
  const bool has_same = known && known->users == maps.users && known->groups == maps.groups;
  const bool has_wider = !known || (sys::has_ranges(maps.users, known->users) && sys::has_ranges(maps.groups, known->groups));
  if (!has_wider) return hash_of(maps);
  if (!has_same) TRY(write_record(root, maps));
  return "full";
}

}  // namespace skiff::engine
