#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "parsers/json.h"

namespace parsers {

/// One AF_initDataCallback({key: 'ds:5', ...}) block of a Play page: a JSON text in a script.
/// Two forms are known: `data:function(){return [...]}` (2018 and 2019) and `data:[...],
/// sideChannel: {}` (since 2020). JSON escapes every "<", so a block ends with its script.
struct DataBlock {
    std::string_view key;   // "ds:5": numbered per page load, means nothing
    std::string_view json;  // its data
    std::size_t slack = 0;  // how much of the page follows it

    JsonText read() const { return JsonText(json, slack); }
};

/// The keys that the page's table AF_dataServiceRequests binds to a remote procedure ("Ws7gDc"), in
/// the order of the table. Empty before mid-2018, when the table had no names.
std::vector<std::string_view> keys_bound_to(std::string_view page, std::string_view procedure);

/// The block with a key, searched from the end of the page, where blocks are.
std::optional<DataBlock> block_with_key(std::string_view page, std::string_view key);

/// The last block whose data begin as an app's record does, with an empty list and then the
/// record's name: the record on every page of 2022 and later that is whole, found without the
/// table.
std::optional<DataBlock> record_block(std::string_view page);

/// All blocks of the page, in order, at most 200.
std::vector<DataBlock> all_blocks(std::string_view page);

}  // namespace parsers
