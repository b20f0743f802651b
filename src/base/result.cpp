#include <skiff/base/result.hpp>

#include <cerrno>
#include <cstring>

#include <skiff/base/text.hpp>

namespace skiff::base {

Error& Error::add_context(std::string_view text) {
  message_ = fmt::format("{}: {}", text, message_);
  return *this;
}

std::string Error::text() const {
  std::string line = escape_control(message_);
  if (errno_ != 0) line += fmt::format(": {}", errno_text(errno_));
  return line;
}

ErrorKind kind_of_errno(int errno_value) {
  switch (errno_value) {
    case ENOENT:
    case ESRCH:
      return ErrorKind::not_found;
    case EEXIST:
      return ErrorKind::exists;
    case EACCES:
    case EPERM:
    case EROFS:
      return ErrorKind::denied;
    case ENOSPC:
    case EDQUOT:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case EFBIG:
      return ErrorKind::no_space;
    case EBUSY:
      return ErrorKind::in_use;
    case EINVAL:
      return ErrorKind::invalid;
    case ENOSYS:
    case EOPNOTSUPP:
      return ErrorKind::unsupported;
    case ETIMEDOUT:
      return ErrorKind::timed_out;
    case EINTR:
      return ErrorKind::interrupted;
    default:
      return ErrorKind::io;
  }
}

}  // namespace skiff::base
