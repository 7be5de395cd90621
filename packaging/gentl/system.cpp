#include "system.h"

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace {
constexpr uint32_t kOwnCols = 2448, kOwnRows = 2048;

std::string file_of_this() {
    Dl_info where{};
    return dladdr(reinterpret_cast<void*>(&file_of_this), &where) && where.dli_fname ? where.dli_fname : "";
}

// A camera that needs nobody: for a first look with no feeder at all.
std::shared_ptr<Memory> own_camera() {
    auto memory = std::make_shared<Memory>(2 * layout::kPage);
    auto& header = *reinterpret_cast<layout::Header*>(memory->at(0, sizeof(layout::Header)));
    header.magic = layout::kMagic;
    header.devices = 1;
    layout::Device& it = memory->device(0);
    std::strcpy(it.vendor, "Inspector");
    std::strcpy(it.model, "Virtual AOI camera");
    std::strcpy(it.serial, "VC0000");
    std::strcpy(it.name, "pattern");
    it.present = 1;
    it.answer_ms = 1000;
    it.cols = kOwnCols;
    it.rows = kOwnRows;
    it.pixel_format = kMono8;
    it.coord_scale_mm = 0.0005;
    it.coord_offset_mm = -2.0;
    it.temperature_c = 41.5;
    return memory;
}
}  // namespace

Producer::Producer() {
    const char* path = std::getenv("INSPECTOR_VIRTUAL_GENTL");
    path_ = path ? path : "";
    if (path_.empty()) memory_ = own_camera();
}

Producer::~Producer() {
    open_.clear();
    forget_all();
    if (socket_ >= 0) ::close(socket_);
}

void Producer::look() {
    if (path_.empty()) return;
    if (socket_ >= 0 && alive(socket_)) return;
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
    memory_.reset();
    if (auto greeting = greet(path_, layout::kDiscovery)) {
        socket_ = greeting->socket;
        memory_ = greeting->memory;
    }
}

bool Producer::update() {
    std::lock_guard lock(guard_);
    look();
    std::vector<std::string> now;
    for (uint32_t i = 0; memory_ && i < memory_->devices(); i++)
        if (memory_->device(i).present) now.push_back(access_id(memory_->device(i)));
    const bool changed = now != listed_;
    listed_ = now;
    return changed;
}

std::vector<std::string> Producer::found() {
    std::lock_guard lock(guard_);
    return listed_;
}

uint32_t Producer::index_of(const std::string& id) {
    for (uint32_t i = 0; memory_ && i < memory_->devices(); i++)
        if (access_id(memory_->device(i)) == id) return i;
    throw Refused{GC_ERR_INVALID_ID, id + ": no such camera"};
}

std::shared_ptr<Device> Producer::open(const std::string& id) {
    std::lock_guard lock(guard_);
    look();
    const uint32_t index = index_of(id);
    const layout::Device& it = memory_->device(index);
    if (!it.present) throw Refused{GC_ERR_IO, id + ": the camera is gone"};
    if (it.access == DEVICE_ACCESS_STATUS_NOACCESS || it.access == DEVICE_ACCESS_STATUS_BUSY)
        throw Refused{GC_ERR_ACCESS_DENIED, id + ": another host holds it"};
    for (const auto& one : open_)
        if (one->id() == id) throw Refused{GC_ERR_RESOURCE_IN_USE, id + ": it is open already"};
    int socket = -1;
    auto memory = memory_;
    if (!path_.empty()) {
        auto greeting = greet(path_, static_cast<int32_t>(index));
        if (!greeting) throw Refused{GC_ERR_IO, id + ": the feeder at " + path_ + " does not answer"};
        if (greeting->status != layout::kWelcome) {
            ::close(greeting->socket);
            throw Refused{GC_ERR_RESOURCE_IN_USE, id + ": another process has it open"};
        }
        socket = greeting->socket;
        memory = greeting->memory;
    }
    auto device = std::make_shared<Device>(id, memory, index, socket);
    open_.push_back(device);
    return device;
}

void Producer::close(const std::shared_ptr<Device>& device) {
    device->stream()->close();
    forget(device.get());
    forget(device->port().get());
    forget(device->stream().get());
    std::lock_guard lock(guard_);
    open_.erase(std::remove(open_.begin(), open_.end(), device), open_.end());
}

void Producer::info(const std::string& id, INFO_COMMAND command, const Answer& answer) {
    std::lock_guard lock(guard_);
    const auto same = [&](const auto& one) { return one->id() == id; };
    const bool open = std::any_of(open_.begin(), open_.end(), same);
    device_info(id, memory_ ? memory_->device(index_of(id)) : throw Refused{GC_ERR_INVALID_ID, id + ": no such camera"},
                open, command, answer);
}

void device_info(const std::string& id, const layout::Device& it, bool open, INFO_COMMAND command, const Answer& answer) {
    const auto text = [&](const char* from) { answer.text(std::string(from, strnlen(from, 64))); };
    switch (command) {
    case DEVICE_INFO_ID: return answer.text(id);
    case DEVICE_INFO_VENDOR: return text(it.vendor);
    case DEVICE_INFO_MODEL: return text(it.model);
    case DEVICE_INFO_TLTYPE: return answer.text("Custom");
    case DEVICE_INFO_DISPLAYNAME: return answer.text(std::string(it.model, strnlen(it.model, 64)) + " " + std::string(it.serial, strnlen(it.serial, 64)));
    case DEVICE_INFO_ACCESS_STATUS:
        if (!it.present) return answer.i32(DEVICE_ACCESS_STATUS_NOACCESS);
        if (it.access) return answer.i32(static_cast<int32_t>(it.access));
        if (open) return answer.i32(DEVICE_ACCESS_STATUS_OPEN_READWRITE);
        return answer.i32(it.owner ? DEVICE_ACCESS_STATUS_BUSY : DEVICE_ACCESS_STATUS_READWRITE);
    case DEVICE_INFO_USER_DEFINED_NAME: return text(it.name);
    case DEVICE_INFO_SERIAL_NUMBER: return text(it.serial);
    case DEVICE_INFO_VERSION: return answer.text("1.0");
    case DEVICE_INFO_TIMESTAMP_FREQUENCY: return answer.u64(1000000000ull);
    default: not_available();
    }
}

void system_info(INFO_COMMAND command, const Answer& answer) {
    const std::string file = file_of_this();
    switch (command) {
    case TL_INFO_ID: return answer.text("InspectorVirtual");
    case TL_INFO_VENDOR: return answer.text("Inspector");
    case TL_INFO_MODEL: return answer.text("Virtual AOI cameras");
    case TL_INFO_VERSION: return answer.text("1.0");
    case TL_INFO_TLTYPE: return answer.text("Custom");
    case TL_INFO_NAME: return answer.text(file.substr(file.rfind('/') + 1));
    case TL_INFO_PATHNAME: return answer.text(file);
    case TL_INFO_DISPLAYNAME: return answer.text("Inspector's virtual cameras");
    case TL_INFO_CHAR_ENCODING: return answer.i32(1);  // UTF-8
    case TL_INFO_GENTL_VER_MAJOR: return answer.u32(1);
    case TL_INFO_GENTL_VER_MINOR: return answer.u32(5);
    default: not_available();
    }
}
