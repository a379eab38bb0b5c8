// What the loader says about wrong files: every kind of mistake that leaves the YAML readable, in data/slips.txt, each
// text a scenario of data/suite. The answers are approved in approved/slips.txt.
#include <string>
#include <vector>

#include "harness/scenario/load.hpp"
#include "providers/contract.hpp"
#include "tests/catch.hpp"
#include "tests/harness/approved.hpp"

namespace lockstep::harness {
namespace {

std::filesystem::path const data = std::filesystem::path(LOCKSTEP_ROOT) / "tests/harness/scenario/data";

struct Section {
    std::string name;
    std::string text;
};

std::vector<Section> sections(std::string const& file) {
    std::vector<Section> found;
    std::istringstream in{content_of(data / file)};
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("=== "))
            found.push_back({line.substr(4), ""});
        else if (!found.empty())
            found.back().text += line + "\n";
    }
    return found;
}

LoadReport load(std::string const& text) {
    LoadOptions options;
    options.directory = data / "suite";
    return load_text(text, "wrong.yaml", options);
}

// Which vendors a build knows is no matter of the loader: a new one must not change what is approved here.
std::string without_vendors(std::string text) {
    std::string listed;
    for (std::string_view const name : providers::vendor_names())
        listed.append(listed.empty() ? "" : ", ").append(name);
    for (auto at = text.find(listed); at != std::string::npos; at = text.find(listed, at))
        text.replace(at, listed.size(), "(its vendors)");
    return text;
}

}  // namespace

TEST_CASE("every kind of mistake is reported, all of them in one pass", "[harness][scenario]") {
    std::string all;
    for (Section const& section : sections("slips.txt")) {
        LoadReport const report = load(section.text);
        CAPTURE(section.name);
        CHECK_FALSE(report.ok());
        CHECK(report.cases.empty());
        all += "=== " + section.name + "\n" + render(report.diagnostics, report.sources);
    }
    check_approved("scenario/approved/slips.txt", without_vendors(all));
}

}  // namespace lockstep::harness
