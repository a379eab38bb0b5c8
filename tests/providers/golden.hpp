// Written-down exchanges, providers/<vendor>/golden/*.http: how such a file is read, and when what came fits it.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace lockstep::providers {

struct GoldenExchange {
    http::Request request;
    http::Response response;
};

// One file: remarks (`#`), what is asked and expected (`key: JSON`, a key again goes on), and requests (`>`) with their
// responses (`<`) in turn.
struct Golden {
    std::string name;
    std::map<std::string, nlohmann::json> notes;
    std::vector<GoldenExchange> exchanges;

    http::Request const& request() const { return exchanges.at(0).request; }
    http::Response const& response() const { return exchanges.at(0).response; }
};

// `lines` is a start line, which is handed back, fields up to an empty line, and a body.
inline std::string split_message(std::vector<std::string> const& lines, http::Headers& headers, std::string& body) {
    std::size_t i = 1;
    for (; i < lines.size() && !lines[i].empty(); ++i) {
        auto const colon = lines[i].find(": ");
        headers.add(lines[i].substr(0, colon), lines[i].substr(colon + 2));
    }
    for (++i; i < lines.size(); ++i)
        body += lines[i] + "\n";
    return lines.at(0);
}

// `{lock}` stands for the lock's id.
inline Golden read_golden(std::filesystem::path const& path, std::string const& lock = "{lock}") {
    Golden golden{.name = path.filename().string(), .notes = {}, .exchanges = {}};
    std::map<std::string, std::string> notes;
    std::vector<std::vector<std::string>> parts;
    char before = ' ';
    std::ifstream file{path};
    for (std::string line; std::getline(file, line);) {
        if (auto const at = line.find("{lock}"); at != std::string::npos) line.replace(at, 6, lock);
        char const mark = line.empty() ? ' ' : line.front();
        if (mark == '>' || mark == '<') {
            if (mark != before) parts.emplace_back();
            parts.back().push_back(line.size() > 2 ? line.substr(2) : std::string{});
        } else if (mark != '#' && mark != ' ') {
            notes[line.substr(0, line.find(": "))] += line.substr(line.find(": ") + 2);
        }
        before = mark;
    }
    for (auto const& [key, text] : notes)
        golden.notes[key] = nlohmann::json::parse(text);
    for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
        auto& [request, response] = golden.exchanges.emplace_back();
        auto const start = split_message(parts[i], request.headers, request.body);
        request.method = http::method_from(start.substr(0, start.find(' ')));
        request.target = start.substr(start.find(' ') + 1);
        response.status = std::stoi(split_message(parts[i + 1], response.headers, response.body));
    }
    return golden;
}

// Those of a folder below providers/, by name.
inline std::vector<Golden> all_golden(std::string_view below, std::string const& lock = "{lock}") {
    std::vector<std::filesystem::path> paths;
    auto const folder = std::filesystem::path{LOCKSTEP_ROOT} / "providers" / below;
    for (auto const& entry : std::filesystem::directory_iterator{folder})
        if (entry.path().extension() == ".http") paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    std::vector<Golden> all;
    for (auto const& path : paths)
        all.push_back(read_golden(path, lock));
    return all;
}

enum class Unwritten : std::uint8_t { refused, allowed };

// A written text that ends in "*" stands for any that begins as it does. Members of objects that are not written may be
// there where that is allowed.
inline bool fits(nlohmann::json const& written, nlohmann::json const& got, Unwritten unwritten = Unwritten::refused) {
    if (written.is_string() && got.is_string()) {
        auto const& text = written.get_ref<std::string const&>();
        if (text.empty() || text.back() != '*') return written == got;
        return got.get_ref<std::string const&>().starts_with(text.substr(0, text.size() - 1));
    }
    bool const more = written.is_object() && got.is_object() && unwritten == Unwritten::allowed;
    if (written.type() != got.type()) return written == got && written.is_number();
    if (written.size() != got.size() && !more) return false;
    if (written.is_object())
        return std::all_of(written.items().begin(), written.items().end(), [&](auto const& member) {
            return got.contains(member.key()) && fits(member.value(), got[member.key()], unwritten);
        });
    if (!written.is_array()) return written == got;
    for (std::size_t i = 0; i < written.size(); ++i)
        if (!fits(written[i], got[i], unwritten)) return false;
    return true;
}

}  // namespace lockstep::providers
