#include <csignal>
#include <cstdlib>
#include <exception>
#include <string_view>
#include <sys/stat.h>
#include <vector>

#include <skiff/cli/main.hpp>

int main(int argc, char** argv) {
  // A caller may have left it ignored: then the kernel forgets a child's end before it is asked for.
  std::signal(SIGCHLD, SIG_DFL);
  // A file that grows past the caller's limit (ulimit -f) is an error that says so, as a full disk is.
  std::signal(SIGXFSZ, SIG_IGN);
  // Nor may a caller's mask of 077 make a container's root and its /etc/hosts unreadable for a user inside. What is for the
  // caller alone says so.
  umask(022);
  // The code has no exceptions of its own: what arrives here is memory that ran out, or a bug.
  try {
    skiff::cli::serve_if_supervisor({argv, static_cast<std::size_t>(argc)});
    const std::vector<std::string_view> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    // Everything is written and closed by now: handlers of exit(3) and static destructors have nothing to do but take time.
    std::_Exit(skiff::cli::run(argc > 0 ? argv[0] : "", arguments));
  } catch (const std::exception& error) {
    return skiff::cli::report_bug(error.what());
  } catch (...) {
    return skiff::cli::report_bug("unknown exception");
  }
}
