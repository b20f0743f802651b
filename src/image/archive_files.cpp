#include "archive_files.hpp"

#include <cerrno>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/storage/archive.hpp>
#include <skiff/sys/memory_limit.hpp>

namespace skiff::image {

namespace {

constexpr std::size_t max_files = 20'000;
constexpr std::size_t max_document = std::size_t{4} << 20;
constexpr std::size_t decoder_memory = std::size_t{40} << 20;

Result<std::string> read_at_start(const sys::Fd& fd, std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t have = 0;
  while (have < size) {
    const ssize_t count = pread(fd.get(), bytes.data() + have, size - have, static_cast<off_t>(have));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail_errno(errno, "cannot read a file of the archive");
    if (count == 0) break;
    have += static_cast<std::size_t>(count);
  }
  bytes.resize(have);
  return bytes;
}

}  // namespace

std::optional<std::string> path_inside(std::string_view path) {
  std::vector<std::string_view> parts;
  for (const std::string_view part : base::split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
      continue;
    }
    if (parts.empty()) return std::nullopt;
    parts.pop_back();
  }
  return fmt::format("{}", fmt::join(parts, "/"));
}

Result<ArchiveFiles> ArchiveFiles::read(const Store& store, const sys::Fd& input) {
  TRY_ASSIGN(const sys::MemoryLimit limit, sys::MemoryLimit::set(decoder_memory));
  std::vector<char> buffer(std::size_t{128} << 10);
  TRY_ASSIGN(const auto plain, storage::Decompressor::open([&]() -> Result<std::string_view> {
               TRY_ASSIGN(const std::size_t count, sys::read_some(input, buffer));
               return std::string_view(buffer.data(), count);
             }));
  TRY_ASSIGN(const auto tar, storage::TarReader::open([&] { return plain->next(); }));
  ArchiveFiles files;
  storage::ArchiveEntry entry;
  while (true) {
    TRY_ASSIGN(const bool is_entry, tar->next(entry));
    if (!is_entry) return files;
    const std::string shown = base::escape_control(entry.name, 300);
    const auto path = path_inside(entry.name);
    if (!path) return fail(ErrorKind::corrupt, "entry {}: the name leaves the archive", shown);
    if (files.files_.size() + files.links_.size() >= max_files)
      return fail(ErrorKind::corrupt, "the archive has more than {} files", max_files);
    if (entry.type == storage::EntryType::symbolic_link || entry.type == storage::EntryType::hard_link) {
      // A symbolic link starts at its own directory (docker's old layout: ../ID/layer.tar), a hard link at the root.
      const bool is_symbolic = entry.type == storage::EntryType::symbolic_link && !entry.link.starts_with('/');
      const std::string directory = is_symbolic ? *path + "/../" : std::string();
      const auto target = path_inside(directory + entry.link);
      if (!target) return fail(ErrorKind::corrupt, "entry {}: it links out of the archive", shown);
      files.links_[*path] = *target;
      continue;
    }
    if (entry.type != storage::EntryType::file) continue;
    TRY_ASSIGN(BlobWriter file, BlobWriter::begin(store));
    while (true) {
      TRY_ASSIGN(const auto block, tar->read());
      if (block.bytes.empty()) break;
      if (block.offset != file.size()) return fail(ErrorKind::corrupt, "entry {}: it is sparse", shown);
      TRY(file.write(block.bytes));
    }
    if (file.size() != entry.size) return fail(ErrorKind::corrupt, "entry {}: it is cut off", shown);
    TRY(file.finish(""));
    files.files_.erase(*path);
    files.files_.emplace(*path, std::move(file));
  }
}

std::optional<std::string> ArchiveFiles::final_path(std::string_view path) const {
  auto current = path_inside(path);
  for (int hops = 0; current && hops < 8; ++hops) {
    const auto link = links_.find(*current);
    if (link == links_.end()) return current;
    current = link->second;
  }
  return std::nullopt;
}

const BlobWriter* ArchiveFiles::resolve(std::string_view path) const {
  const auto last = final_path(path);
  const auto found = last ? files_.find(*last) : files_.end();
  return found == files_.end() ? nullptr : &found->second;
}

Result<std::string> ArchiveFiles::text(std::string_view path) const {
  const BlobWriter* file = resolve(path);
  if (file == nullptr) return fail(ErrorKind::not_found, "the archive has no file {}", base::escape_control(path, 300));
  if (file->size() > max_document)
    return fail(ErrorKind::no_space, "{} is larger than {} bytes", base::escape_control(path, 300), max_document);
  return read_at_start(file->fd(), file->size());
}

Result<std::string> ArchiveFiles::beginning(std::string_view path) const {
  const BlobWriter* file = resolve(path);
  if (file == nullptr) return fail(ErrorKind::not_found, "the archive has no file {}", base::escape_control(path, 300));
  return read_at_start(file->fd(), std::min<std::uint64_t>(file->size(), 16));
}

Result<std::string> ArchiveFiles::digest(std::string_view path) const {
  const BlobWriter* file = resolve(path);
  if (file == nullptr) return fail(ErrorKind::not_found, "the archive has no file {}", base::escape_control(path, 300));
  return file->digest();
}

std::uint64_t ArchiveFiles::size(std::string_view path) const {
  const BlobWriter* file = resolve(path);
  return file == nullptr ? 0 : file->size();
}

Result<BlobWriter> ArchiveFiles::take(std::string_view path) {
  const auto last = final_path(path);
  const auto found = last ? files_.find(*last) : files_.end();
  if (found == files_.end()) return fail(ErrorKind::not_found, "the archive has no file {}", base::escape_control(path, 300));
  BlobWriter file = std::move(found->second);
  files_.erase(found);
  return file;
}

}  // namespace skiff::image
