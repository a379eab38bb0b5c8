// The reports that `--report` asks for, each with the file it writes.
#pragma once

#include <fstream>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "harness/judge/exit_code.hpp"
#include "harness/report/reporter.hpp"
#include "runtime/result.hpp"

namespace lockstep::harness {

class ReportFiles {
  public:
    // A sentence, and whether the words were wrong or the machine let no file be written.
    struct Problem {
        std::string text;
        ExitCode code;
    };
    // Words like `junit=FILE`, `json=FILE`, `github`. `out` is where annotations go.
    static Result<ReportFiles, Problem> open(std::vector<std::string> const& words, std::ostream& out);

    std::vector<Reporter*> reporters() const;
    bool want_records() const;

    // After the run: the files that could not be written, each with its name.
    std::vector<std::string> unwritten();

  private:
    struct File {
        std::string name;
        std::unique_ptr<std::ofstream> stream;
    };
    std::vector<File> files_;
    std::vector<std::unique_ptr<Reporter>> reporters_;
};

}  // namespace lockstep::harness
