#pragma once

#include <string>

#include <skiff/base/result.hpp>

namespace skiff::cli {

/// A file that the user named, opened for reading; closed at the end.
class InputFile {
 public:
  /// Errors: not_found, denied, io.
  static Result<InputFile> open(const std::string& path);
  InputFile(InputFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  InputFile& operator=(InputFile&&) = delete;
  ~InputFile();

  int descriptor() const { return descriptor_; }

 private:
  explicit InputFile(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

/// The whole text of a file of at most `limit` bytes. Errors: as open(); invalid (longer).
Result<std::string> read_text(const std::string& path, std::size_t limit);

/// `path` from the current directory on, cleaned. Errors: io.
Result<std::string> absolute_path(std::string_view path);
Result<std::string> current_directory();

/// One line from standard input, without its end; "" at the end of the input.
std::string read_answer();

}  // namespace skiff::cli
