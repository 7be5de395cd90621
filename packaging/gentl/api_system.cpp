// The C functions of the library, its system and its interface: GC*, TL*, IF*.
#include <mutex>
#include <optional>

#include "system.h"

namespace {
std::unique_ptr<Producer> the_producer;  // the standard has one library with one state
constexpr const char* kInterface = "InspectorVirtualInterface";

void interface_info(INFO_COMMAND command, const Answer& answer) {
    switch (command) {
    case INTERFACE_INFO_ID: return answer.text(kInterface);
    case INTERFACE_INFO_DISPLAYNAME: return answer.text("Virtual interface");
    case INTERFACE_INFO_TLTYPE: return answer.text("Custom");
    default: not_available();
    }
}

void changed(bool8_t* pointer, bool value) {
    if (pointer) *pointer = value;
}
}  // namespace

Producer& producer() {
    if (!the_producer) throw Refused{GC_ERR_NOT_INITIALIZED, "GCInitLib was not called"};
    return *the_producer;
}

GENTL_API GC_ERROR GCInitLib() {
    return guarded([] {
        if (the_producer) throw Refused{GC_ERR_RESOURCE_IN_USE, "the library is open already"};
        the_producer = std::make_unique<Producer>();
    });
}

GENTL_API GC_ERROR GCCloseLib() {
    return guarded([] {
        producer();
        the_producer.reset();
    });
}

GENTL_API GC_ERROR GCGetInfo(INFO_COMMAND command, INFO_DATATYPE* type, void* buffer, size_t* size) {
    return guarded([&] { system_info(command, Answer(type, buffer, size)); });
}

GENTL_API GC_ERROR GCGetLastError(GC_ERROR* code, char* text, size_t* size) {
    GC_ERROR last;
    const std::string why = last_error(last);
    if (code) *code = last;
    try {
        Answer(nullptr, text, size).text(why);
        return GC_ERR_SUCCESS;
    } catch (const Refused& refused) {
        return refused.code;  // without becoming the last error itself
    }
}

GENTL_API GC_ERROR TLOpen(HANDLE* system) {
    return guarded([&] { out(system) = handle_of(producer().system); });
}

GENTL_API GC_ERROR TLClose(HANDLE system) {
    return guarded([&] { forget(as<System>(system).get()); });
}

GENTL_API GC_ERROR TLGetInfo(HANDLE system, INFO_COMMAND command, INFO_DATATYPE* type, void* buffer, size_t* size) {
    return guarded([&] {
        as<System>(system);
        system_info(command, Answer(type, buffer, size));
    });
}

GENTL_API GC_ERROR TLGetNumInterfaces(HANDLE system, uint32_t* count) {
    return guarded([&] { as<System>(system), out(count) = 1; });
}

GENTL_API GC_ERROR TLGetInterfaceID(HANDLE system, uint32_t index, char* id, size_t* size) {
    return guarded([&] {
        as<System>(system);
        if (index) throw Refused{GC_ERR_INVALID_INDEX, "there is one interface"};
        Answer(nullptr, id, size).text(kInterface);
    });
}

GENTL_API GC_ERROR TLGetInterfaceInfo(HANDLE system, const char*, INFO_COMMAND command, INFO_DATATYPE* type, void* buffer, size_t* size) {
    return guarded([&] {
        as<System>(system);
        interface_info(command, Answer(type, buffer, size));
    });
}

GENTL_API GC_ERROR TLOpenInterface(HANDLE system, const char* id, HANDLE* interface) {
    return guarded([&] {
        as<System>(system);
        if (!id || std::string(id) != kInterface) throw Refused{GC_ERR_INVALID_ID, "no such interface"};
        out(interface) = handle_of(producer().interface);
    });
}

GENTL_API GC_ERROR TLUpdateInterfaceList(HANDLE system, bool8_t* is_new, uint64_t) {
    return guarded([&] { as<System>(system), changed(is_new, false); });
}

GENTL_API GC_ERROR IFClose(HANDLE interface) {
    return guarded([&] { forget(as<Interface>(interface).get()); });
}

GENTL_API GC_ERROR IFGetInfo(HANDLE interface, INFO_COMMAND command, INFO_DATATYPE* type, void* buffer, size_t* size) {
    return guarded([&] {
        as<Interface>(interface);
        interface_info(command, Answer(type, buffer, size));
    });
}

GENTL_API GC_ERROR IFGetParentTL(HANDLE interface, HANDLE* system) {
    return guarded([&] { as<Interface>(interface), out(system) = handle_of(producer().system); });
}

GENTL_API GC_ERROR IFUpdateDeviceList(HANDLE interface, bool8_t* is_new, uint64_t) {
    return guarded([&] { as<Interface>(interface), changed(is_new, producer().update()); });
}

GENTL_API GC_ERROR IFGetNumDevices(HANDLE interface, uint32_t* count) {
    return guarded([&] { as<Interface>(interface), out(count) = static_cast<uint32_t>(producer().found().size()); });
}

GENTL_API GC_ERROR IFGetDeviceID(HANDLE interface, uint32_t index, char* id, size_t* size) {
    return guarded([&] {
        as<Interface>(interface);
        const auto found = producer().found();
        if (index >= found.size()) throw Refused{GC_ERR_INVALID_INDEX, "no such camera"};
        Answer(nullptr, id, size).text(found[index]);
    });
}

GENTL_API GC_ERROR IFGetDeviceInfo(HANDLE interface, const char* id, INFO_COMMAND command, INFO_DATATYPE* type, void* buffer, size_t* size) {
    return guarded([&] {
        as<Interface>(interface);
        producer().info(id ? id : "", command, Answer(type, buffer, size));
    });
}

GENTL_API GC_ERROR IFOpenDevice(HANDLE interface, const char* id, int32_t flags, HANDLE* device) {
    return guarded([&] {
        as<Interface>(interface);
        if (flags == DEVICE_ACCESS_NONE) throw Refused{GC_ERR_ACCESS_DENIED, "open it with access"};
        out(device);
        *device = handle_of(producer().open(id ? id : ""));
    });
}
