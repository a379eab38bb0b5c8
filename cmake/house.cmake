# `lockstep_house`: what every target of ours shares. Standard, warnings, include root, sanitizers.

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# The everyday build keeps its asserts and stays debuggable, yet compiles about as fast as an unoptimised one.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

add_library(lockstep_house INTERFACE)
target_compile_features(lockstep_house INTERFACE cxx_std_20)
target_include_directories(lockstep_house INTERFACE ${PROJECT_SOURCE_DIR})

target_compile_options(lockstep_house INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
    -Wcast-align -Wdouble-promotion -Wunused -Wimplicit-fallthrough
    # Designated initialisers that leave a member to its default are how options read here.
    -Wno-missing-field-initializers
    # Results of floating-point work enter traces: the compiler may not fuse a multiply into an add.
    -ffp-contract=off
    # Asserts and test output name files from the project's root, so equal runs print equal bytes anywhere.
    -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 sees uninitialised members in every copied optional and variant; the sanitizers and clang see real ones.
    target_compile_options(lockstep_house INTERFACE -Wno-maybe-uninitialized)
    # At -O2 it also sees impossible sizes in moved strings (GCC bugs 105329, 105651 and their kin).
    target_compile_options(lockstep_house INTERFACE
        $<$<CONFIG:Release>:-Wno-array-bounds;-Wno-stringop-overflow;-Wno-stringop-overread;-Wno-restrict>)
endif()
if(LOCKSTEP_WERROR)
    target_compile_options(lockstep_house INTERFACE -Werror)
endif()

if(LOCKSTEP_SANITIZE)
    target_compile_options(lockstep_house INTERFACE
        -fsanitize=${LOCKSTEP_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(lockstep_house INTERFACE -fsanitize=${LOCKSTEP_SANITIZE})
endif()
if(LOCKSTEP_FUZZ)
    if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
        message(FATAL_ERROR "LOCKSTEP_FUZZ needs clang: use `cmake --preset asan-ubsan`")
    endif()
    target_compile_options(lockstep_house INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang" AND LOCKSTEP_PCH)
    # Without this a precompiled header carries a time stamp and ccache never hits.
    add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
endif()
