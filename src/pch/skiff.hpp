// Precompiled for every source: the headers that are slow to parse and never change.
#include <algorithm>
#include <chrono>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <boost/describe.hpp>
#include <boost/json.hpp>
