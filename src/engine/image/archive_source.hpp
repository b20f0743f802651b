#pragma once

#include <string_view>

#include <skiff/engine/image.hpp>
#include <skiff/sys/fd.hpp>

namespace skiff::engine {

/// A descriptor of its own: the caller keeps the one that it gave.
Result<sys::Fd> duplicate(const ArchiveSource& source);

/// What went wrong with an archive, for a person: `verb` is "load" or "import". What is no archive at all is said so.
std::unexpected<Error> archive_failure(Error error, std::string_view verb, const ArchiveSource& source);

}  // namespace skiff::engine
