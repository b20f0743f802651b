#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

// Runs at build time: writes a file's bytes as a C++ constant.
// Usage: embed NAMESPACE NAME INPUT OUTPUT; the output defines NAMESPACE::NAME_bytes and NAMESPACE::NAME_size.

namespace {

/// As a string literal: compilers read it many times faster than a list of numbers.
std::string literal_of(const std::string& bytes) {
  constexpr std::size_t line_size = 64;
  std::string result;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i % line_size == 0) result += i == 0 ? "    \"" : "\"\n    \"";
    char escaped[8];
    std::snprintf(escaped, sizeof escaped, "\\%03o", static_cast<unsigned>(static_cast<unsigned char>(bytes[i])));
    result += escaped;
  }
  return result + "\"";
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count != 5) {
    std::fputs("usage: embed NAMESPACE NAME INPUT OUTPUT\n", stderr);
    return 2;
  }
  const std::string space = arguments[1];
  const std::string name = arguments[2];
  std::ifstream input(arguments[3], std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>()};
  std::ofstream output(arguments[4]);
  output << "#include <cstddef>\n\nnamespace " << space << " {\n\n"
         << "extern const unsigned char " << name << "_bytes[];\n"
         << "extern const std::size_t " << name << "_size;\n\n"
         << "alignas(16) const unsigned char " << name << "_bytes[] =\n"
         << literal_of(bytes) << ";\n"
         << "const std::size_t " << name << "_size = " << bytes.size() << ";\n\n}  // namespace " << space << "\n";
  output.flush();
  if (!input || !output || bytes.empty()) {
    std::fprintf(stderr, "embed: cannot turn %s into %s\n", arguments[3], arguments[4]);
    return 1;
  }
  return 0;
}
