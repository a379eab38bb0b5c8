# Writes a C++ file that holds some files as texts: cmake -DOUT=FILE -DFOLDER=DIR -DNAMES=a,b -P embed.cmake
# What comes out defines `embedded_page_files()` as declared in harness/serve/page_files.hpp.

string(REPLACE "," ";" names "${NAMES}")
set(text "// Made by cmake/embed.cmake from ${NAMES}.\n#include \"harness/serve/page_files.hpp\"\n\n")
string(APPEND text "namespace lockstep::harness {\n\nstd::span<PageFile const> embedded_page_files() {\n")
string(APPEND text "    static constexpr PageFile files[] = {\n")
foreach(name IN LISTS names)
    # Read as hexadecimal digits, so that no character of the file means anything to CMake or to the compiler.
    file(READ ${FOLDER}/${name} digits HEX)
    file(SHA256 ${FOLDER}/${name} hash)
    string(SUBSTRING ${hash} 0 16 version)
    string(REGEX REPLACE "(................................)" "\\1\n" digits "${digits}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" digits "${digits}")
    string(REGEX REPLACE "(\\\\x[^\n]+)\n?" "         \"\\1\"\n" literal "${digits}")
    file(SIZE ${FOLDER}/${name} size)
    string(APPEND text "        {\"${name}\", \"${version}\",\n         {\n${literal}         , ${size}}},\n")
endforeach()
string(APPEND text "    };\n    return files;\n}\n\n}  // namespace lockstep::harness\n")
file(WRITE ${OUT} "${text}")
