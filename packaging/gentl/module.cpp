#include "module.h"

#include <mutex>
#include <unordered_map>

namespace {
std::mutex guard;
std::unordered_map<HANDLE, std::shared_ptr<Module>> known;
thread_local GC_ERROR last_code = GC_ERR_SUCCESS;
thread_local std::string last_text;
}  // namespace

HANDLE handle_of(const std::shared_ptr<Module>& module) {
    std::lock_guard lock(guard);
    known[module.get()] = module;
    return module.get();
}

std::shared_ptr<Module> module_of(HANDLE handle) {
    std::lock_guard lock(guard);
    auto found = known.find(handle);
    return found == known.end() ? nullptr : found->second;
}

void forget(HANDLE handle) {
    std::shared_ptr<Module> last;  // destroyed after the lock is given back
    std::lock_guard lock(guard);
    auto found = known.find(handle);
    if (found == known.end()) return;
    last = found->second;
    known.erase(found);
}

void forget_all() {
    std::unordered_map<HANDLE, std::shared_ptr<Module>> last;
    std::lock_guard lock(guard);
    last.swap(known);
}

GC_ERROR failed(GC_ERROR code, const std::string& why) {
    last_code = code;
    last_text = why;
    return code;
}

const std::string& last_error(GC_ERROR& code) {
    code = last_code;
    return last_text;
}

void Answer::bytes(INFO_DATATYPE type, const void* from, size_t count) const {
    size_t& room = out(size_);
    if (type_) *type_ = type;
    if (buffer_) {
        if (room < count) throw Refused{GC_ERR_BUFFER_TOO_SMALL, "the buffer is too small"};
        std::memcpy(buffer_, from, count);
    }
    room = count;
}
