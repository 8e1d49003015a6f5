#include "parsers/read.h"

#include "parsers/sources.h"

namespace parsers {

Choice recognise(const records::Page& page) {
    for (const Source* source : sources)
        for (const Generation& generation : source->generations)
            if (generation.recognises(page.body)) return {source, &generation};
    return {};
}

records::Reading read(const records::Page& page) {
    const auto [source, generation] = recognise(page);
    if (!source) return {};
    auto reading = generation->parse(page);
    reading.source = source->name;
    reading.generation = generation->name;
    reading.parser_version = source->version;
    return reading;
}

}  // namespace parsers
