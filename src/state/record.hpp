#pragma once

#include <string>

#include <skiff/base/json.hpp>
#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

/// Records of skiff's own: one JSON object a file, with the schema it was written by.
namespace skiff::state {

constexpr std::size_t max_record_size = std::size_t{16} << 20;

/// The text of a record: one open, read and close for what fits into 4 KiB. `path` is one of skiff's own below
/// `directory`. Errors: not_found, no_space, io.
Result<std::string> read_record_text(const sys::Fd& directory, const std::string& path);

/// For a full disk: writes over a record where it lies, in blocks that it has already, in one write(2). Only a power
/// cut at that moment tears it. Errors: no_space (it has outgrown its blocks, or the file system writes nothing in
/// place).
Result<void> overwrite_record(const sys::Fd& directory, const std::string& name, std::string text);

/// Parses a record's text into memory of `storage`. Errors: corrupt (torn, not an object, no schema), unsupported
/// (a schema over `newest`).
Result<base::json::value> parse_record_text(std::string_view text, int newest, base::json::storage_ptr storage);

/// Reads and parses one record; `prepare` may take members out before the struct is filled. Errors: not_found, corrupt,
/// unsupported, io; all name the file.
template <typename T>
Result<T> read_record(const sys::Fd& directory, const std::string& path, int newest,
                      void (*prepare)(base::json::value&) = nullptr) {
  TRY_ASSIGN(const std::string text, read_record_text(directory, path));
  const std::string_view name = std::string_view(path).substr(path.rfind('/') + 1);  // npos + 1 is 0
  unsigned char buffer[4096];
  base::json::monotonic_resource memory(buffer, sizeof buffer);
  auto value = parse_record_text(text, newest, &memory);
  if (!value) return fail_with(value.error(), "{}", name);
  if (prepare != nullptr) prepare(*value);
  T record{};
  if (auto filled = base::from_json(*value, record, ""); !filled) {
    // Well-formed JSON with members of a wrong type is as unusable as half a file.
    Error error = std::move(filled).error();
    error.with_kind(ErrorKind::corrupt).add_context(name);
    return std::unexpected(std::move(error));
  }
  return record;
}

/// The text of a record, with `schema` whatever the field says. Errors: invalid (bytes that could not be read back).
template <typename T>
Result<std::string> record_text(const T& record, int schema) {
  base::json::value value = base::to_json(record);
  value.get_object()["schema"] = schema;
  return base::record_text(value);
}

}  // namespace skiff::state
