#include "harness/scenario/csv.hpp"

#include <algorithm>

namespace lockstep::harness {
namespace {

// A spreadsheet beyond these is an attack or a mistake.
constexpr std::size_t fields_max = 500;
constexpr std::size_t field_bytes_max = 100'000;

char separator_of(std::string_view header) {
    auto const count = [&](char c) { return std::count(header.begin(), header.end(), c); };
    if (count(',') > 0) return ',';
    if (count(';') > 0) return ';';
    return count('\t') > 0 ? '\t' : ',';
}

}  // namespace

CsvReader::CsvReader(std::string_view text) : text_(text) {
    if (text_.starts_with("\xef\xbb\xbf")) text_.remove_prefix(3);
    separator_ = separator_of(text_.substr(0, text_.find('\n')));
}

bool CsvReader::next(std::vector<CsvField>& record) {
    record.clear();
    if (!problem_.empty()) return false;
    while (at_ < text_.size() && at_line_end())
        take_line_end();
    if (at_ >= text_.size()) return false;
    while (true) {
        if (record.size() >= fields_max) return fail("more fields than any spreadsheet should have");
        CsvField field;
        field.line = line_;
        field.column = column(at_);
        if (!take_field(field)) return false;
        record.push_back(std::move(field));
        if (at_ < text_.size() && text_[at_] == separator_) {
            ++at_;
            continue;
        }
        take_line_end();
        return true;
    }
}

bool CsvReader::take_field(CsvField& field) {
    if (at_ < text_.size() && text_[at_] == '"') return take_quoted(field);
    std::size_t const start = at_;
    while (!at_line_end() && text_[at_] != separator_) {
        if (text_[at_] == '"') return fail("a quote inside a field that does not begin with one");
        if (text_[at_] == '\0') return fail("a zero byte");
        ++at_;
    }
    if (at_ - start > field_bytes_max) return fail("this field is too long");
    field.text = text_.substr(start, at_ - start);
    return true;
}

bool CsvReader::take_quoted(CsvField& field) {
    std::size_t const opened = at_++;
    while (true) {
        if (at_ >= text_.size() || field.text.size() > field_bytes_max) {
            line_ = field.line;
            at_ = opened;
            line_start_ = opened + 1 - field.column;
            return fail("the quote opened here is never closed");
        }
        char const c = text_[at_++];
        if (c == '"') {
            if (at_ >= text_.size() || text_[at_] != '"') break;
            ++at_;
        } else if (c == '\n') {
            ++line_;
            line_start_ = at_;
        }
        field.text += c;
    }
    if (!at_line_end() && text_[at_] != separator_) return fail("text after a closing quote");
    return true;
}

void CsvReader::take_line_end() {
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
    ++line_;
    line_start_ = at_;
}

bool CsvReader::fail(std::string problem) {
    problem_ = std::move(problem);
    return false;
}

}  // namespace lockstep::harness
