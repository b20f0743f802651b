#include <skiff/storage/archive.hpp>

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <skiff/base/library.hpp>
#include <skiff/base/text.hpp>

#include "gzip.hpp"

namespace skiff::storage {

namespace {

constexpr std::size_t max_name = 4096;
constexpr std::size_t max_xattrs = 128;

/// The functions of libarchive that are used (libarchive 3.3 and later).
struct Table {
  decltype(archive_read_new)* read_new = nullptr;
  decltype(archive_read_free)* read_free = nullptr;
  decltype(archive_read_open)* read_open = nullptr;
  decltype(archive_read_support_format_raw)* format_raw = nullptr;
  decltype(archive_read_support_format_empty)* format_empty = nullptr;
  decltype(archive_read_support_format_tar)* format_tar = nullptr;
  decltype(archive_read_support_filter_bzip2)* filter_bzip2 = nullptr;
  decltype(archive_read_support_filter_xz)* filter_xz = nullptr;
  decltype(archive_read_support_filter_zstd)* filter_zstd = nullptr;
  decltype(archive_read_next_header)* next_header = nullptr;
  decltype(archive_read_data_block)* data_block = nullptr;
  decltype(archive_filter_count)* filter_count = nullptr;
  decltype(archive_error_string)* error_string = nullptr;
  decltype(archive_set_error)* set_error = nullptr;
  decltype(archive_entry_pathname)* pathname = nullptr;
  decltype(archive_entry_hardlink)* hardlink = nullptr;
  decltype(archive_entry_symlink)* symlink = nullptr;
  decltype(archive_entry_filetype)* filetype = nullptr;
  decltype(archive_entry_perm)* perm = nullptr;
  decltype(archive_entry_uid)* uid = nullptr;
  decltype(archive_entry_gid)* gid = nullptr;
  decltype(archive_entry_size)* size = nullptr;
  decltype(archive_entry_mtime)* mtime = nullptr;
  decltype(archive_entry_mtime_nsec)* mtime_nsec = nullptr;
  decltype(archive_entry_rdevmajor)* rdevmajor = nullptr;
  decltype(archive_entry_rdevminor)* rdevminor = nullptr;
  decltype(archive_entry_xattr_reset)* xattr_reset = nullptr;
  decltype(archive_entry_xattr_next)* xattr_next = nullptr;
};

Result<void> load_entry_functions(const base::Library& library, Table& table) {
  TRY(library.resolve("archive_entry_pathname", table.pathname));
  TRY(library.resolve("archive_entry_hardlink", table.hardlink));
  TRY(library.resolve("archive_entry_symlink", table.symlink));
  TRY(library.resolve("archive_entry_filetype", table.filetype));
  TRY(library.resolve("archive_entry_perm", table.perm));
  TRY(library.resolve("archive_entry_uid", table.uid));
  TRY(library.resolve("archive_entry_gid", table.gid));
  TRY(library.resolve("archive_entry_size", table.size));
  TRY(library.resolve("archive_entry_mtime", table.mtime));
  TRY(library.resolve("archive_entry_mtime_nsec", table.mtime_nsec));
  TRY(library.resolve("archive_entry_rdevmajor", table.rdevmajor));
  TRY(library.resolve("archive_entry_rdevminor", table.rdevminor));
  TRY(library.resolve("archive_entry_xattr_reset", table.xattr_reset));
  return library.resolve("archive_entry_xattr_next", table.xattr_next);
}

Result<Table> load_table() {
  TRY_ASSIGN(const base::Library library, base::Library::load({"libarchive.so.13"}, "libarchive13"));
  Table table;
  TRY(library.resolve("archive_read_new", table.read_new));
  TRY(library.resolve("archive_read_free", table.read_free));
  TRY(library.resolve("archive_read_open", table.read_open));
  TRY(library.resolve("archive_read_support_format_raw", table.format_raw));
  TRY(library.resolve("archive_read_support_format_empty", table.format_empty));
  TRY(library.resolve("archive_read_support_format_tar", table.format_tar));
  TRY(library.resolve("archive_read_support_filter_bzip2", table.filter_bzip2));
  TRY(library.resolve("archive_read_support_filter_xz", table.filter_xz));
  TRY(library.resolve("archive_read_support_filter_zstd", table.filter_zstd));
  TRY(library.resolve("archive_read_next_header", table.next_header));
  TRY(library.resolve("archive_read_data_block", table.data_block));
  TRY(library.resolve("archive_filter_count", table.filter_count));
  TRY(library.resolve("archive_error_string", table.error_string));
  TRY(library.resolve("archive_set_error", table.set_error));
  TRY(load_entry_functions(library, table));
  return table;
}

const Result<Table>& table() {
  static const Result<Table> functions = load_table();
  return functions;
}

/// One libarchive reader over a BlockSource.
class Reader {
 public:
  explicit Reader(BlockSource source) : source_(std::move(source)), archive_(table()->read_new()) {}
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() { table()->read_free(archive_); }

  archive* get() { return archive_; }
  /// Before anything else.
  Result<void> begin() const {
    if (archive_ == nullptr) return fail(ErrorKind::no_space, "there is no memory to read an archive");
    return {};
  }
  Result<void> open() {
    if (table()->read_open(archive_, this, nullptr, &Reader::read_callback, nullptr) != ARCHIVE_OK) return failure();
    return {};
  }
  /// Whether the source failed.
  bool has_failed() const { return source_error_.has_value(); }
  /// The source's own error if it failed, else libarchive's words.
  std::unexpected<Error> failure() {
    if (source_error_) return std::unexpected(*source_error_);
    const char* text = table()->error_string(archive_);
    const std::string words = base::escape_control(text != nullptr ? text : "it is damaged", 300);
    const std::string lower = base::to_lower(words);
    const bool is_memory = lower.find("memory") != std::string::npos || lower.find("allocate") != std::string::npos;
    return fail(is_memory ? ErrorKind::no_space : ErrorKind::corrupt, "{}", base::to_lower(words.substr(0, 1)) + words.substr(1));
  }

 private:
  static la_ssize_t read_callback(archive* self, void* data, const void** buffer) {
    auto* reader = static_cast<Reader*>(data);
    auto block = reader->source_();
    if (!block) {
      table()->set_error(self, EIO, "cannot read");
      reader->source_error_ = std::move(block).error();
      return -1;
    }
    *buffer = block->data();
    return static_cast<la_ssize_t>(block->size());
  }

  BlockSource source_;
  archive* archive_;
  std::optional<Error> source_error_;
};

class LibarchiveDecompressor final : public Decompressor {
 public:
  explicit LibarchiveDecompressor(BlockSource source) : reader_(std::move(source)) {}

  Result<void> open() {
    TRY(reader_.begin());
    archive* self = reader_.get();
    table()->format_raw(self);
    table()->format_empty(self);
    // ARCHIVE_WARN means that an external program would do it: nothing of that kind is ever started.
    bool is_complete = table()->filter_bzip2(self) == ARCHIVE_OK;
    is_complete = table()->filter_xz(self) == ARCHIVE_OK && is_complete;
    is_complete = table()->filter_zstd(self) == ARCHIVE_OK && is_complete;
    if (!is_complete) return fail(ErrorKind::unsupported, "this libarchive was built without bzip2, xz or zstd");
    TRY(reader_.open());
    archive_entry* entry = nullptr;
    const int result = table()->next_header(self, &entry);
    if (result == ARCHIVE_EOF) {
      is_at_end_ = true;
      return {};
    }
    if (result < ARCHIVE_WARN) return reader_.failure();
    filters_ = table()->filter_count(self);  // the last one is libarchive's own "none"
    if (filters_ > 2) return fail(ErrorKind::corrupt, "it is compressed more than once");
    return {};
  }

  Result<std::string_view> next() override {
    const void* bytes = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    while (!is_at_end_) {
      const int result = table()->data_block(reader_.get(), &bytes, &size, &offset);
      if (result == ARCHIVE_EOF) is_at_end_ = true;
      else if (result < ARCHIVE_OK) return reader_.failure();
      else if (size > 0) return std::string_view(static_cast<const char*>(bytes), size);
    }
    return std::string_view();
  }

  bool is_compressed() const override { return filters_ > 1; }

 private:
  Reader reader_;
  int filters_ = 1;
  bool is_at_end_ = false;
};

EntryType type_of(mode_t file_type) {
  switch (file_type) {
    case S_IFREG: return EntryType::file;
    case S_IFDIR: return EntryType::directory;
    case S_IFLNK: return EntryType::symbolic_link;
    case S_IFIFO: return EntryType::fifo;
    case S_IFCHR: return EntryType::character_device;
    case S_IFBLK: return EntryType::block_device;
    default: return EntryType::other;
  }
}

class LibarchiveTar final : public TarReader {
 public:
  explicit LibarchiveTar(BlockSource source) : reader_(std::move(source)) {}

  Result<void> open() {
    TRY(reader_.begin());
    table()->format_tar(reader_.get());
    table()->format_empty(reader_.get());
    auto opened = reader_.open();
    // Here the first bytes are looked at, and nothing else.
    if (!opened && opened.error().kind() == ErrorKind::corrupt && !reader_.has_failed())
      return fail(ErrorKind::invalid, "it is no tar archive");
    return opened;
  }

  Result<bool> next(ArchiveEntry& entry) override {
    archive_entry* raw = nullptr;
    const int result = table()->next_header(reader_.get(), &raw);
    if (result == ARCHIVE_EOF) return false;
    // ARCHIVE_WARN: a name that is not ASCII in the C locale; its bytes are given as they are.
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN) return reader_.failure();
    return fill(raw, entry);
  }

  Result<Block> read() override {
    const void* bytes = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    while (true) {
      const int result = table()->data_block(reader_.get(), &bytes, &size, &offset);
      if (result == ARCHIVE_EOF) return Block{};
      if (result < ARCHIVE_OK) return reader_.failure();
      if (size > 0) return Block{std::string_view(static_cast<const char*>(bytes), size), static_cast<std::uint64_t>(offset)};
    }
  }

 private:
  Result<bool> fill(archive_entry* raw, ArchiveEntry& entry) {
    const char* name = table()->pathname(raw);
    entry.name = name != nullptr ? name : "";
    const char* hard = table()->hardlink(raw);
    const char* symbolic = table()->symlink(raw);
    entry.link = hard != nullptr ? hard : symbolic != nullptr ? symbolic : "";
    if (entry.name.size() > max_name || entry.link.size() > max_name)
      return fail(ErrorKind::corrupt, "the name {} is longer than {} bytes", base::escape_control(entry.name, 60), max_name);
    entry.type = hard != nullptr ? EntryType::hard_link : type_of(table()->filetype(raw));
    entry.mode = table()->perm(raw) & 07777;
    const la_int64_t uid = table()->uid(raw);
    const la_int64_t gid = table()->gid(raw);
    const la_int64_t size = table()->size(raw);
    if (uid < 0 || gid < 0 || size < 0)
      return fail(ErrorKind::corrupt, "{} has a negative id or size", base::escape_control(entry.name, 200));
    entry.uid = static_cast<std::uint64_t>(uid);
    entry.gid = static_cast<std::uint64_t>(gid);
    entry.size = entry.type == EntryType::file ? static_cast<std::uint64_t>(size) : 0;
    entry.modified_seconds = table()->mtime(raw);
    entry.modified_nanoseconds = std::clamp(table()->mtime_nsec(raw), 0L, 999'999'999L);
    entry.major = static_cast<unsigned>(table()->rdevmajor(raw));
    entry.minor = static_cast<unsigned>(table()->rdevminor(raw));
    entry.xattrs.clear();
    table()->xattr_reset(raw);
    const char* key = nullptr;
    const void* value = nullptr;
    std::size_t length = 0;
    while (table()->xattr_next(raw, &key, &value, &length) == ARCHIVE_OK) {
      if (key == nullptr) continue;
      if (entry.xattrs.size() == max_xattrs)
        return fail(ErrorKind::corrupt, "{} has too many extended attributes", base::escape_control(entry.name, 200));
      entry.xattrs.emplace_back(key, std::string(static_cast<const char*>(value), length));
    }
    return true;
  }

  Reader reader_;
};

}  // namespace

Result<void> load_archive_library() {
  if (!table()) return std::unexpected(table().error());
  return load_gzip_library();
}

Result<std::unique_ptr<Decompressor>> Decompressor::open(BlockSource source) {
  TRY(load_archive_library());
  TRY_ASSIGN(const std::string_view first, source());
  const bool is_gzip = first.starts_with("\x1f\x8b");
  // The first block was only looked at: it is given again.
  BlockSource whole = [first, is_first = true, rest = std::move(source)]() mutable -> Result<std::string_view> {
    if (std::exchange(is_first, false)) return first;
    return rest();
  };
  if (is_gzip) return open_gzip(std::move(whole));
  auto decompressor = std::make_unique<LibarchiveDecompressor>(std::move(whole));
  TRY(decompressor->open());
  return decompressor;
}

Result<std::unique_ptr<TarReader>> TarReader::open(BlockSource source) {
  TRY(load_archive_library());
  auto reader = std::make_unique<LibarchiveTar>(std::move(source));
  TRY(reader->open());
  return reader;
}

}  // namespace skiff::storage
