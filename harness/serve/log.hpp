// What a server says while it runs: one line an event, `word name=value ...`, each with a level.
//
// PINs, keys, secrets and tokens are named at `trace` only: whoever writes a line above that level writes none of them.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace lockstep::harness {

enum class LogLevel : std::uint8_t { trace, debug, info, warn, error, off };
std::string_view name_of(LogLevel level);
std::optional<LogLevel> parse_log_level(std::string_view text);

struct LogField {
    std::string_view name;
    std::string value;
};

class Log {
  public:
    // `out` has to outlive the log. Lines below `level` are left out.
    Log(LogLevel level, std::ostream& out);
    ~Log();

    bool tells(LogLevel level) const { return level >= level_; }
    void tell(LogLevel level, std::string_view what, std::initializer_list<LogField> fields = {}) const;

  private:
    class Impl;
    LogLevel level_;
    std::unique_ptr<Impl> impl_;
};

}  // namespace lockstep::harness
