#pragma once

#include <functional>
#include <istream>
#include <string>
#include <string_view>

#include "archive/containers.h"

namespace archive {

/// Whether a text is the beginning of a HAR 1.2 file: an object whose first member is "log", with
/// a member that HAR has.
bool is_har(std::string_view beginning);

/// Reads the entries of a HAR one by one; see read_container. Wraps nlohmann's SAX reader: only the
/// entry being read is in memory. `name` is for places: "name#entry-3", counted from 1.
void read_har(std::istream&, const std::string& name, const Limits&,
              const std::function<bool(records::Page)>& on_page,
              const std::function<void(ContainerIssue)>& on_issue);

}  // namespace archive
