#include "input_file.hpp"

#include <cerrno>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/spec/mount_spec.hpp>

#include "terminal.hpp"

namespace skiff::cli {

Result<InputFile> InputFile::open(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return fail_errno(errno, "cannot open {}", path);
  return InputFile(descriptor);
}

InputFile::~InputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::string> read_text(const std::string& path, std::size_t limit) {
  TRY_ASSIGN(const InputFile file, InputFile::open(path));
  std::string text;
  char buffer[16384];
  while (true) {
    const ssize_t length = ::read(file.descriptor(), buffer, sizeof buffer);
    if (length == 0) return text;
    if (length < 0) {
      if (errno == EINTR) continue;
      return fail_errno(errno, "cannot read {}", path);
    }
    text.append(buffer, static_cast<std::size_t>(length));
    if (text.size() > limit) return fail(ErrorKind::invalid, "{} is longer than {} bytes", path, limit);
  }
}

Result<std::string> current_directory() {
  std::error_code error;
  const auto path = std::filesystem::current_path(error);
  if (error) return fail_errno(error.value(), "cannot find the current directory");
  return path.string();
}

Result<std::string> absolute_path(std::string_view path) {
  if (path.starts_with('/')) return spec::clean_path(path);
  TRY_ASSIGN(const std::string directory, current_directory());
  return spec::clean_path(fmt::format("{}/{}", directory, path));
}

std::string read_answer() {
  std::string answer;
  char letter = 0;
  while (answer.size() < 80 && ::read(standard_input, &letter, 1) == 1 && letter != '\n') answer += letter;
  return answer;
}

}  // namespace skiff::cli
