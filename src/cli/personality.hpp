#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Docker and podman differ in places that scripts see. Called by the name of one of them (through a link), skiff behaves as
/// that one does there. Called by its own name, it does what serves a person best. No other code compares names: it asks
/// for one of these facts.
namespace skiff::cli {

/// How wide the columns of a table are.
struct Columns {
  std::size_t least = 0;
  std::size_t gap = 2;  ///< blanks behind the widest cell
};

struct Personality {
  std::string_view program = "skiff";  ///< the name in usage, errors and hints

  int failure = 125;            ///< exit code of an error of skiff that has no code of its own (run: always 125)
  int removal_in_use = 2;       ///< exit code of rm, rmi and volume rm where the object is in use
  int exec_not_running = 255;   ///< exit code of exec in a container that does not run
  int bad_template = 125;       ///< exit code of inspect, info and version for a --format that is no template

  Columns columns = {};                      ///< of a command's own table
  Columns format_columns = {12, 2};          ///< of `--format "table …"`
  std::string_view size_gap = " ";           ///< before the unit of an image's size
  std::string_view cut_mark = "...";         ///< where a text was cut

  bool has_slash_before_names = false;       ///< `inspect` shows a container's name as "/web"
  bool has_short_image_names = false;        ///< "alpine" is shown for "docker.io/library/alpine", "box" for "localhost/box"
  bool has_docker_rows = false;              ///< `--format` of lists: docker's fields, each one text; "json" is one object a line
  bool has_docker_information = false;       ///< `info` has docker's fields, without levels
  bool has_prune_summary = false;            ///< each `prune` prints headings, and how much that freed
  bool has_quoted_commands = false;          ///< `ps` shows commands in quotes
  bool has_only_set_members = false;         ///< `inspect`: docker's Binds as typed, no Health without a health check
  bool has_rfc3339_times = false;            ///< a time in a template prints as the JSON has it; else as Go's time.Time
  bool has_digest_before_ids = false;        ///< image ids, where they are whole, begin with "sha256:"
  bool is_making_bind_sources = true;        ///< `-v` makes a host folder that is missing; else it is an error
  bool is_volume_create_repeatable = true;   ///< `volume create` of a volume that is there gives its name; else it is an error
  bool is_terminal_required = true;          ///< `-it` needs a terminal as standard input; else it is a warning
};

/// Of the program's name as it was called: "docker", "/usr/bin/podman". Any other name is skiff.
const Personality& personality_of(std::string_view called_as);

/// A whole image name, and a whole image id, as this personality prints them.
std::string shown_image_name(const Personality& personality, std::string_view name);
std::string shown_whole_id(const Personality& personality, std::string_view id);

/// An error's text or hint as this personality says it: commands to type carry its name, and sentences that docker's callers
/// look for are docker's.
std::string worded(const Personality& personality, std::string_view text);

}  // namespace skiff::cli
