# Quick tools, used when they are there: ccache for the compiler, mold for the linker.

if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
    find_program(LOCKSTEP_CCACHE ccache)
    if(LOCKSTEP_CCACHE)
        # The sloppiness is what ccache asks for before it dares to cache with a precompiled header.
        set(CMAKE_CXX_COMPILER_LAUNCHER
            ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
            CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1 ${LOCKSTEP_CCACHE})
    endif()
endif()

find_program(LOCKSTEP_MOLD mold)
if(LOCKSTEP_MOLD)
    add_link_options(-fuse-ld=mold)
endif()
