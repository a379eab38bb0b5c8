-- Asks for the lines of a file, one after another and again from the start, so that no server answers from one place.
local targets = {}

function init(arguments)
    for line in io.lines(arguments[1]) do
        targets[#targets + 1] = wrk.format("GET", line)
    end
end

local at = 0
function request()
    at = at % #targets + 1
    return targets[at]
end
