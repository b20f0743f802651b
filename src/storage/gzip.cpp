#include "gzip.hpp"

#include <vector>

#include <zlib.h>

#include <skiff/base/library.hpp>

namespace skiff::storage {

namespace {

struct Zlib {
  decltype(inflateInit2_)* init = nullptr;
  decltype(::inflate)* inflate = nullptr;
  decltype(inflateReset)* reset = nullptr;
  decltype(inflateEnd)* end = nullptr;
};

Result<Zlib> load_zlib() {
  TRY_ASSIGN(const base::Library library, base::Library::load({"libz.so.1"}, "zlib1g"));
  Zlib zlib;
  TRY(library.resolve("inflateInit2_", zlib.init));
  TRY(library.resolve("inflate", zlib.inflate));
  TRY(library.resolve("inflateReset", zlib.reset));
  TRY(library.resolve("inflateEnd", zlib.end));
  return zlib;
}

const Result<Zlib>& zlib() {
  static const Result<Zlib> table = load_zlib();
  return table;
}

class GzipDecompressor final : public Decompressor {
 public:
  explicit GzipDecompressor(BlockSource source) : source_(std::move(source)), output_(std::size_t{256} << 10) {}
  GzipDecompressor(const GzipDecompressor&) = delete;
  GzipDecompressor& operator=(const GzipDecompressor&) = delete;
  ~GzipDecompressor() override {
    if (is_open_) zlib()->end(&stream_);
  }

  Result<void> open() {
    constexpr int gzip_only = 16 + MAX_WBITS;
    if (zlib()->init(&stream_, gzip_only, ZLIB_VERSION, static_cast<int>(sizeof stream_)) != Z_OK)
      return fail(ErrorKind::no_space, "zlib cannot allocate memory");
    is_open_ = true;
    return {};
  }

  Result<std::string_view> next() override {
    stream_.next_out = output_.data();
    stream_.avail_out = static_cast<uInt>(output_.size());
    while (stream_.avail_out > 0 && !is_at_end_) {
      if (stream_.avail_in == 0) {
        TRY(refill());
        if (stream_.avail_in == 0 && is_between_members_) break;
        if (stream_.avail_in == 0) return fail(ErrorKind::corrupt, "its gzip data are cut off");
      }
      TRY(step());
    }
    const std::size_t size = output_.size() - stream_.avail_out;
    return std::string_view(reinterpret_cast<const char*>(output_.data()), size);
  }

  bool is_compressed() const override { return true; }

 private:
  Result<void> refill() {
    TRY_ASSIGN(const std::string_view bytes, source_());
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    return {};
  }

  Result<void> step() {
    if (is_between_members_ && has_member_ && *stream_.next_in != 0x1F) {
      is_at_end_ = true;
      return {};
    }
    is_between_members_ = false;
    const int result = zlib()->inflate(&stream_, Z_NO_FLUSH);
    if (result == Z_STREAM_END) {
      has_member_ = true;
      is_between_members_ = true;
      zlib()->reset(&stream_);
      return {};
    }
    if (result == Z_OK || result == Z_BUF_ERROR) return {};
    if (result == Z_MEM_ERROR) return fail(ErrorKind::no_space, "zlib cannot allocate memory");
    return fail(ErrorKind::corrupt, "its gzip data are damaged: {}", stream_.msg != nullptr ? stream_.msg : "zlib refuses them");
  }

  BlockSource source_;
  std::vector<Bytef> output_;
  z_stream stream_{};
  bool is_open_ = false;
  bool is_between_members_ = true;
  bool has_member_ = false;
  bool is_at_end_ = false;
};

}  // namespace

Result<void> load_gzip_library() {
  if (!zlib()) return std::unexpected(zlib().error());
  return {};
}

Result<std::unique_ptr<Decompressor>> open_gzip(BlockSource source) {
  TRY(load_gzip_library());
  auto decompressor = std::make_unique<GzipDecompressor>(std::move(source));
  TRY(decompressor->open());
  return decompressor;
}

}  // namespace skiff::storage
