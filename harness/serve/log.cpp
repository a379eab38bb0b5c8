#include "harness/serve/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/ostream_sink.h>

#include <algorithm>
#include <array>

namespace lockstep::harness {
namespace {

constexpr std::array<std::string_view, 6> level_names{"trace", "debug", "info", "warn", "error", "off"};

spdlog::level::level_enum library_level(LogLevel level) {
    using namespace spdlog::level;
    static constexpr std::array levels{trace, debug, info, warn, err, off};
    return levels[static_cast<std::size_t>(level)];
}

bool is_plain(char c) { return c > ' ' && c < '\x7f' && c != '"' && c != '=' && c != '\\'; }

// One line, whatever the value holds.
std::string quoted(std::string_view value) {
    if (!value.empty() && std::all_of(value.begin(), value.end(), is_plain)) return std::string{value};
    std::string text = "\"";
    for (char const c : value) {
        if (c == '"' || c == '\\')
            (text += '\\') += c;
        else if (c == '\n')
            text += "\\n";
        else
            text += static_cast<unsigned char>(c) < ' ' || c == '\x7f' ? '?' : c;
    }
    return text + '"';
}

}  // namespace

std::string_view name_of(LogLevel level) { return level_names[static_cast<std::size_t>(level)]; }

std::optional<LogLevel> parse_log_level(std::string_view text) {
    auto const found = std::find(level_names.begin(), level_names.end(), text);
    if (found == level_names.end()) return std::nullopt;
    return static_cast<LogLevel>(found - level_names.begin());
}

class Log::Impl {
  public:
    explicit Impl(std::ostream& out) : logger{"lockstep", std::make_shared<spdlog::sinks::ostream_sink_st>(out, true)} {
        logger.set_formatter(
            std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc));
        logger.set_level(spdlog::level::trace);
    }

    spdlog::logger logger;
};

Log::Log(LogLevel level, std::ostream& out) : level_(level), impl_(std::make_unique<Impl>(out)) {}
Log::~Log() = default;

void Log::tell(LogLevel level, std::string_view what, std::initializer_list<LogField> fields) const {
    if (!tells(level) || level == LogLevel::off) return;
    std::string line{what};
    for (auto const& field : fields)
        ((line += ' ') += field.name) += '=' + quoted(field.value);
    impl_->logger.log(library_level(level), spdlog::string_view_t{line.data(), line.size()});
}

}  // namespace lockstep::harness
