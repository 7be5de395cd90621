// The C functions of a device and of the ports: Dev*, GC*Port*.
#include <cstdio>

#include "stream.h"
#include "system.h"

namespace {
std::string url() {
    char text[96];
    std::snprintf(text, sizeof text, "local:inspector_virtual.xml;%llX;%zX", static_cast<unsigned long long>(reg::Xml),
                  static_cast<size_t>(nodes_xml_end - nodes_xml));
    return text;
}

Device& behind(HANDLE port) { return as<Port>(port)->device; }

const char* kind_of(HANDLE handle) {
    const auto module = module_of(handle);
    if (!module) throw Refused{GC_ERR_INVALID_HANDLE, "the handle is closed"};
    if (dynamic_cast<Port*>(module.get())) return "Device";
    if (dynamic_cast<System*>(module.get())) return "TLSystem";
    if (dynamic_cast<Interface*>(module.get())) return "TLInterface";
    if (dynamic_cast<Device*>(module.get())) return "TLDevice";
    if (dynamic_cast<Stream*>(module.get())) return "TLDataStream";
    return "TLBuffer";
}
}  // namespace

GENTL_API GC_ERROR DevGetPort(HANDLE device, HANDLE* port) {
    return guarded([&] { out(port) = handle_of(as<Device>(device)->port()); });
}

GENTL_API GC_ERROR DevGetNumDataStreams(HANDLE device, uint32_t* count) {
    return guarded([&] { as<Device>(device), out(count) = 1; });
}

GENTL_API GC_ERROR DevGetDataStreamID(HANDLE device, uint32_t index, char* id, size_t* size) {
    return guarded([&] {
        as<Device>(device);
        if (index) throw Refused{GC_ERR_INVALID_INDEX, "a camera has one stream"};
        Answer(nullptr, id, size).text("Stream0");
    });
}

GENTL_API GC_ERROR DevOpenDataStream(HANDLE device, const char* id, HANDLE* stream) {
    return guarded([&] {
        const auto it = as<Device>(device)->stream();
        if (!id || std::string(id) != "Stream0") throw Refused{GC_ERR_INVALID_ID, "no such stream"};
        if (module_of(it.get())) throw Refused{GC_ERR_RESOURCE_IN_USE, "the stream is open already"};
        out(stream) = handle_of(it);
    });
}

GENTL_API GC_ERROR DevGetInfo(HANDLE device, INFO_COMMAND command, INFO_DATATYPE* type, void* buffer, size_t* size) {
    return guarded([&] {
        const auto it = as<Device>(device);
        device_info(it->id(), it->shared(), true, command, Answer(type, buffer, size));
    });
}

GENTL_API GC_ERROR DevClose(HANDLE device) {
    return guarded([&] { producer().close(as<Device>(device)); });
}

GENTL_API GC_ERROR DevGetParentIF(HANDLE device, HANDLE* interface) {
    return guarded([&] { as<Device>(device), out(interface) = handle_of(producer().interface); });
}

GENTL_API GC_ERROR GCReadPort(HANDLE port, uint64_t address, void* buffer, size_t* size) {
    return guarded([&] { behind(port).read(address, &out(static_cast<char*>(buffer)), out(size)); });
}

GENTL_API GC_ERROR GCWritePort(HANDLE port, uint64_t address, const void* buffer, size_t* size) {
    return guarded([&] { behind(port).write(address, &out(static_cast<const char*>(buffer)), out(size)); });
}

GENTL_API GC_ERROR GCReadPortStacked(HANDLE port, PORT_REGISTER_STACK_ENTRY* entries, size_t* count) {
    return guarded([&] {
        const size_t wanted = out(count);
        for (*count = 0; *count < wanted; ++*count) {
            const PORT_REGISTER_STACK_ENTRY& one = entries[*count];
            behind(port).read(one.Address, one.pBuffer, one.Size);
        }
    });
}

GENTL_API GC_ERROR GCWritePortStacked(HANDLE port, PORT_REGISTER_STACK_ENTRY* entries, size_t* count) {
    return guarded([&] {
        const size_t wanted = out(count);
        for (*count = 0; *count < wanted; ++*count) {
            const PORT_REGISTER_STACK_ENTRY& one = entries[*count];
            behind(port).write(one.Address, one.pBuffer, one.Size);
        }
    });
}

GENTL_API GC_ERROR GCGetPortURL(HANDLE port, char* text, size_t* size) {
    return guarded([&] { behind(port), Answer(nullptr, text, size).text(url()); });
}

GENTL_API GC_ERROR GCGetNumPortURLs(HANDLE port, uint32_t* count) {
    return guarded([&] { behind(port), out(count) = 1; });
}

GENTL_API GC_ERROR GCGetPortURLInfo(HANDLE port, uint32_t index, INFO_COMMAND command, INFO_DATATYPE* type, void* buffer, size_t* size) {
    return guarded([&] {
        behind(port);
        if (index) throw Refused{GC_ERR_INVALID_INDEX, "there is one description"};
        const Answer answer(type, buffer, size);
        switch (command) {
        case URL_INFO_URL: return answer.text(url());
        case URL_INFO_SCHEMA_VER_MAJOR: case URL_INFO_SCHEMA_VER_MINOR: case URL_INFO_FILE_VER_MAJOR: return answer.i32(1);
        case URL_INFO_FILE_VER_MINOR: case URL_INFO_FILE_VER_SUBMINOR: return answer.i32(0);
        case URL_INFO_FILE_REGISTER_ADDRESS: return answer.u64(reg::Xml);
        case URL_INFO_FILE_SIZE: return answer.u64(nodes_xml_end - nodes_xml);
        default: not_available();
        }
    });
}

GENTL_API GC_ERROR GCGetPortInfo(HANDLE port, INFO_COMMAND command, INFO_DATATYPE* type, void* buffer, size_t* size) {
    return guarded([&] {
        const std::string kind = kind_of(port);
        const bool remote = kind == "Device";
        const Answer answer(type, buffer, size);
        switch (command) {
        case PORT_INFO_ID: return answer.text(remote ? behind(port).id() : kind);
        case PORT_INFO_VENDOR: return answer.text("Inspector");
        case PORT_INFO_MODEL: return answer.text("Virtual AOI camera");
        case PORT_INFO_TLTYPE: return answer.text("Custom");
        case PORT_INFO_MODULE: return answer.text(kind);
        case PORT_INFO_LITTLE_ENDIAN: return answer.flag(true);
        case PORT_INFO_BIG_ENDIAN: return answer.flag(false);
        case PORT_INFO_ACCESS_READ: case PORT_INFO_ACCESS_WRITE: return answer.flag(remote);
        case PORT_INFO_ACCESS_NA: return answer.flag(false);
        case PORT_INFO_ACCESS_NI: return answer.flag(!remote);
        case PORT_INFO_VERSION: return answer.text("1.0");
        case PORT_INFO_PORTNAME: return answer.text(remote ? "Device" : "TLPort");
        default: not_available();
        }
    });
}
