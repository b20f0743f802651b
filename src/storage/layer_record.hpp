#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <skiff/base/json.hpp>

/// layer.json: what a tree alone does not tell.
namespace skiff::storage {

constexpr int layer_schema = 1;
constexpr std::size_t max_layer_record = std::size_t{16} << 20;

struct LayerRecord {
  int schema = 0;
  std::string diff_id;
  std::uint64_t size = 0;       ///< bytes of files
  std::uint64_t entries = 0;
  bool has_root = false;        ///< "./" was in the archive
  std::vector<std::string> implied;  ///< directories that only the names of others implied, "a/b"
  std::vector<std::string> implied_bytes;  ///< those of them whose names are not UTF-8, in hex
  bool is_squashed = false;     ///< an owner was not 0, and the map of one id has no other
  std::uint64_t skipped_devices = 0;
  base::json::object unknown_fields;
  bool operator==(const LayerRecord&) const = default;
};
BOOST_DESCRIBE_STRUCT(LayerRecord, (), (schema, diff_id, size, entries, has_root, implied, implied_bytes, is_squashed, skipped_devices))

/// The record of a small layer on top of a chain (see stack.cpp).
struct StackRecord {
  int schema = 0;
  std::vector<std::string> diff_ids;
  bool has_tree = false;
  bool operator==(const StackRecord&) const = default;
};
BOOST_DESCRIBE_STRUCT(StackRecord, (), (schema, diff_ids, has_tree))

}  // namespace skiff::storage
