#include "harness/scenario/suite_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace lockstep::harness {
namespace fs = std::filesystem;
namespace {

// The path itself when links cannot be followed: a file that is not there is reported when it is opened.
fs::path real_path(fs::path const& path) {
    std::error_code error;
    // Made absolute first: a relative path whose first part does not exist would stay relative.
    fs::path made = fs::weakly_canonical(fs::absolute(path), error);
    return error ? path.lexically_normal() : made;
}

bool is_below(fs::path const& path, fs::path const& root) {
    auto const [end, rest] = std::mismatch(root.begin(), root.end(), path.begin(), path.end());
    return end == root.end() || (std::next(end) == root.end() && end->empty());
}

}  // namespace

SuiteFiles::SuiteFiles(fs::path directory) : directory_(std::move(directory)) {
    std::error_code error;
    if (directory_.empty()) directory_ = fs::current_path(error);
}

std::string SuiteFiles::printed(fs::path const& path) const {
    if (!path.is_absolute()) return path.lexically_normal().generic_string();
    fs::path const near = path.lexically_normal().lexically_proximate(directory_.lexically_normal());
    return near.generic_string();
}

Result<SuiteFile*, ReadProblem> SuiteFiles::open(fs::path const& disk, std::string const& printed) {
    auto const found = files_.find(real_path(disk));
    if (found != files_.end()) return found->second.get();
    auto text = read_whole_file(disk, yaml_bytes_max);
    if (!text) return failure(text.error());
    return &parse(disk, printed, std::move(text).value());
}

SuiteFile& SuiteFiles::add_text(fs::path const& disk, std::string const& printed, std::string text) {
    return parse(disk, printed, std::move(text));
}

SuiteFile& SuiteFiles::parse(fs::path const& disk, std::string const& printed, std::string text) {
    auto file = std::make_unique<SuiteFile>();
    file->number = static_cast<std::uint32_t>(table_.sources.size());
    file->disk = disk;
    file->root = suite_root(disk);
    table_.sources.push_back(std::make_shared<Source const>(printed, std::move(text)));
    file->parsed = parse_yaml(*table_.sources.back(), file->number);
    return *(files_[real_path(disk)] = std::move(file));
}

Result<NamedPath, std::string> SuiteFiles::resolve(SuiteFile const& from, std::string const& text) const {
    fs::path const named{text};
    if (text.find('\0') != std::string::npos) return failure(std::string{"a path cannot hold a zero byte"});
    if (named.is_absolute()) return failure(std::string{"a path here is relative to this file"});
    NamedPath made;
    made.disk = from.disk.parent_path() / named;
    if (!is_below(real_path(made.disk), real_path(from.root)))
        return failure(fmt::format("`{}` is outside of the suite, whose root is {}", text, printed(from.root)));
    fs::path const folder = fs::path{table_.path(from.number)}.parent_path();
    made.printed = (folder / named).lexically_normal().generic_string();
    return made;
}

fs::path suite_root(fs::path const& file) {
    std::error_code error;
    fs::path const own = real_path(fs::absolute(file, error)).parent_path();
    for (fs::path folder = own;; folder = folder.parent_path()) {
        if (fs::is_directory(folder / "lib", error)) {
            // The file system's own /lib is no suite's library.
            if (folder != folder.root_path()) return folder;
        }
        if (folder == folder.parent_path()) return own;
    }
}

std::vector<fs::path> scenarios_below(fs::path const& folder) {
    std::vector<fs::path> found;
    std::vector<fs::path> waiting{folder};
    std::error_code error;
    while (!waiting.empty()) {
        fs::path const here = waiting.back();
        waiting.pop_back();
        // Links to folders are not followed: they may lead in circles.
        for (fs::directory_iterator each{here, error}, end; !error && each != end; each.increment(error)) {
            fs::path const name = each->path().filename();
            if (name.string().starts_with('.')) continue;
            if (each->is_directory(error) && !each->is_symlink(error)) {
                if (name != "lib") waiting.push_back(each->path());
            } else if (name.extension() == ".yaml" || name.extension() == ".yml") {
                found.push_back(each->path());
            }
        }
        error.clear();
    }
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace lockstep::harness
