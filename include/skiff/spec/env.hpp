#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <skiff/base/result.hpp>

namespace skiff::spec {

/// Sets NAME in a list of "NAME=value", in its old place if it has one.
void set_env(std::vector<std::string>& env, std::string_view name, std::string_view value);

/// Of several values of a variable the last, in the place of the first. Lists are joined by this, since they may be long.
void keep_last_values(std::vector<std::string>& env);

/// Adds what one `-e` says: NAME=value, NAME (taken from `own`, the caller's own environment; left out if unset there), or PREFIX*
/// (all of `own` that begin so). Earlier values stay in the list for a while: keep_last_values() comes at the end.
/// Errors: invalid (no name, a zero byte).
Result<void> add_env(std::vector<std::string>& env, std::string_view text, std::span<const std::string_view> own);

/// The text of an env file: one such entry a line; blank lines and lines that start with # are skipped, blanks before a
/// name are dropped, quotes mean nothing. Errors: invalid, with the line's number.
Result<void> add_env_file(std::vector<std::string>& env, std::string_view text, std::span<const std::string_view> own);

}  // namespace skiff::spec
