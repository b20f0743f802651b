#pragma once

#include <string>

#include <skiff/base/json.hpp>

/// `info` as docker shows it: podman's levels are one, and the names are docker's.
namespace skiff::cli {

/// Of what the engine knows. What skiff has nothing of is left out: a template that asks for it fails.
base::json::object docker_information(const base::json::value& information);

/// The same as lines for people, which scripts look through as well.
std::string docker_information_text(const base::json::object& information);

}  // namespace skiff::cli
