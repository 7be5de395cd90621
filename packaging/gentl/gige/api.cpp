// The C functions; what this producer does not have is answered with "not available".
#include <ifaddrs.h>
#include <net/if.h>

#include <cstdio>
#include <cstdlib>
#include <map>

#include "gige.h"

namespace {
struct System : Module {};
struct Interface : Module {};
struct Library {
    std::shared_ptr<System> system = std::make_shared<System>();
    std::shared_ptr<Interface> interface = std::make_shared<Interface>();
    std::vector<Found> found;
    std::map<std::string, std::shared_ptr<Camera>> open;
};
std::unique_ptr<Library> library;
constexpr const char* kInterface = "GigEInterface";

Library& here() {
    if (!library) throw Refused{GC_ERR_NOT_INITIALIZED, "GCInitLib was not called"};
    return *library;
}

const Found& one(const char* id) {
    for (const Found& found : here().found)
        if (id && found.id == id) return found;
    throw Refused{GC_ERR_INVALID_ID, "no such camera"};
}

void system_info(INFO_COMMAND command, const Answer& answer) {
    switch (command) {
    case TL_INFO_ID: case TL_INFO_MODEL: return answer.text("InspectorGigE");
    case TL_INFO_VENDOR: return answer.text("Inspector");
    case TL_INFO_VERSION: return answer.text("1.0");
    case TL_INFO_TLTYPE: return answer.text("GEV");
    case TL_INFO_NAME: case TL_INFO_PATHNAME: return answer.text("inspector_gige.cti");
    case TL_INFO_DISPLAYNAME: return answer.text("GigE Vision by libaravis");
    case TL_INFO_CHAR_ENCODING: return answer.i32(1);
    case TL_INFO_GENTL_VER_MAJOR: return answer.u32(1);
    case TL_INFO_GENTL_VER_MINOR: return answer.u32(5);
    default: not_available();
    }
}

void interface_info(INFO_COMMAND command, const Answer& answer) {
    if (command > INTERFACE_INFO_TLTYPE) not_available();
    answer.text(command == INTERFACE_INFO_TLTYPE ? "GEV" : kInterface);
}

void device_info(const Found& found, INFO_COMMAND command, const Answer& answer) {
    switch (command) {
    case DEVICE_INFO_ID: case DEVICE_INFO_DISPLAYNAME: return answer.text(found.id);
    case DEVICE_INFO_VENDOR: return answer.text(found.vendor);
    case DEVICE_INFO_MODEL: return answer.text(found.model);
    case DEVICE_INFO_SERIAL_NUMBER: return answer.text(found.serial);
    case DEVICE_INFO_TLTYPE: return answer.text("GEV");
    case DEVICE_INFO_ACCESS_STATUS:
        return answer.i32(here().open.count(found.id) ? DEVICE_ACCESS_STATUS_OPEN_READWRITE : DEVICE_ACCESS_STATUS_READWRITE);
    case DEVICE_INFO_TIMESTAMP_FREQUENCY: return answer.u64(1000000000ull);
    default: not_available();
    }
}

std::string url(const Camera& camera) {
    char text[96];
    std::snprintf(text, sizeof text, "local:gige.xml;%llX;%zX", static_cast<unsigned long long>(kXml), camera.xml.size());
    return text;
}

// Discovery goes out on every interface: it is refused where there is another than the one named.
void refuse_other_interfaces() {
    const char* allowed = std::getenv(kAllowed);
    ifaddrs* all = nullptr;
    if (!allowed || getifaddrs(&all)) throw Refused{GC_ERR_ACCESS_DENIED, std::string(kAllowed) + " names no interface to look on"};
    std::string other;
    for (const ifaddrs* one = all; one; one = one->ifa_next)
        if (!(one->ifa_flags & IFF_LOOPBACK) && std::string(one->ifa_name) != allowed) other = one->ifa_name;
    freeifaddrs(all);
    if (!other.empty()) throw Refused{GC_ERR_ACCESS_DENIED, "discovery would leave by " + other + " too: use a network namespace"};
}

void look() {
    refuse_other_interfaces();
    here().found.clear();
    arv_update_device_list();
    const auto text = [](const char* from) { return std::string(from ? from : ""); };
    for (unsigned i = 0; i < arv_get_n_devices(); i++)
        if (text(arv_get_device_protocol(i)) == "GigEVision")
            here().found.push_back({text(arv_get_device_id(i)), text(arv_get_device_vendor(i)), text(arv_get_device_model(i)),
                                    text(arv_get_device_serial_nbr(i))});
}
}  // namespace

using Type = INFO_DATATYPE;
using Command = INFO_COMMAND;
#define API(name, ...) GENTL_API GC_ERROR name(__VA_ARGS__)

API(GCInitLib) { return guarded([] { if (library) throw Refused{GC_ERR_RESOURCE_IN_USE, "open already"}; library = std::make_unique<Library>(); }); }
API(GCCloseLib) { return guarded([] { here(), library.reset(), forget_all(); }); }
API(GCGetInfo, Command c, Type* t, void* b, size_t* n) { return guarded([&] { system_info(c, Answer(t, b, n)); }); }
API(GCGetLastError, GC_ERROR* code, char* b, size_t* n) {
    GC_ERROR last;
    const std::string why = last_error(last);
    if (code) *code = last;
    return guarded([&] { Answer(nullptr, b, n).text(why); });
}

API(TLOpen, HANDLE* h) { return guarded([&] { out(h) = handle_of(here().system); }); }
API(TLClose, HANDLE h) { return guarded([&] { forget(as<System>(h).get()); }); }
API(TLGetInfo, HANDLE, Command c, Type* t, void* b, size_t* n) { return guarded([&] { system_info(c, Answer(t, b, n)); }); }
API(TLGetNumInterfaces, HANDLE, uint32_t* n) { return guarded([&] { out(n) = 1; }); }
API(TLGetInterfaceID, HANDLE, uint32_t, char* b, size_t* n) { return guarded([&] { Answer(nullptr, b, n).text(kInterface); }); }
API(TLGetInterfaceInfo, HANDLE, const char*, Command c, Type* t, void* b, size_t* n) { return guarded([&] { interface_info(c, Answer(t, b, n)); }); }
API(TLOpenInterface, HANDLE, const char*, HANDLE* h) { return guarded([&] { out(h) = handle_of(here().interface); }); }
API(TLUpdateInterfaceList, HANDLE, bool8_t* changed, uint64_t) { return guarded([&] { if (changed) *changed = 0; }); }

API(IFClose, HANDLE h) { return guarded([&] { forget(as<Interface>(h).get()); }); }
API(IFGetInfo, HANDLE, Command c, Type* t, void* b, size_t* n) { return guarded([&] { interface_info(c, Answer(t, b, n)); }); }
API(IFGetParentTL, HANDLE, HANDLE* h) { return guarded([&] { out(h) = handle_of(here().system); }); }
API(IFUpdateDeviceList, HANDLE, bool8_t* changed, uint64_t) { return guarded([&] { look(); if (changed) *changed = 1; }); }
API(IFGetNumDevices, HANDLE, uint32_t* n) { return guarded([&] { out(n) = static_cast<uint32_t>(here().found.size()); }); }
API(IFGetDeviceID, HANDLE, uint32_t i, char* b, size_t* n) { return guarded([&] { if (i >= here().found.size()) throw Refused{GC_ERR_INVALID_INDEX, "no such camera"}; Answer(nullptr, b, n).text(here().found[i].id); }); }
API(IFGetDeviceInfo, HANDLE, const char* id, Command c, Type* t, void* b, size_t* n) { return guarded([&] { device_info(one(id), c, Answer(t, b, n)); }); }
API(IFOpenDevice, HANDLE, const char* id, int32_t, HANDLE* h) {
    return guarded([&] {
        auto& slot = here().open[one(id).id];
        if (slot) throw Refused{GC_ERR_RESOURCE_IN_USE, "it is open already"};
        try {
            slot = std::make_shared<Camera>(one(id));
        } catch (...) {
            here().open.erase(id);
            throw;
        }
        out(h) = handle_of(slot);
    });
}

API(DevGetPort, HANDLE h, HANDLE* p) { return guarded([&] { out(p) = handle_of(as<Camera>(h)->port); }); }
API(DevGetNumDataStreams, HANDLE h, uint32_t* n) { return guarded([&] { as<Camera>(h), out(n) = 1; }); }
API(DevGetDataStreamID, HANDLE, uint32_t, char* b, size_t* n) { return guarded([&] { Answer(nullptr, b, n).text("Stream0"); }); }
API(DevOpenDataStream, HANDLE h, const char*, HANDLE* s) { return guarded([&] { out(s) = handle_of(as<Camera>(h)->stream); }); }
API(DevGetInfo, HANDLE h, Command c, Type* t, void* b, size_t* n) { return guarded([&] { device_info(as<Camera>(h)->found, c, Answer(t, b, n)); }); }
API(DevGetParentIF, HANDLE, HANDLE* h) { return guarded([&] { out(h) = handle_of(here().interface); }); }
API(DevClose, HANDLE h) {
    return guarded([&] {
        const auto camera = as<Camera>(h);
        camera->stream->close();
        for (HANDLE gone : {h, static_cast<HANDLE>(camera->port.get()), static_cast<HANDLE>(camera->stream.get())}) forget(gone);
        here().open.erase(camera->found.id);
    });
}

API(GCReadPort, HANDLE h, uint64_t a, void* b, size_t* n) { return guarded([&] { as<Port>(h)->camera.read(a, b, out(n)); }); }
API(GCWritePort, HANDLE h, uint64_t a, const void* b, size_t* n) { return guarded([&] { as<Port>(h)->camera.write(a, b, out(n)); }); }
API(GCGetPortURL, HANDLE h, char* b, size_t* n) { return guarded([&] { Answer(nullptr, b, n).text(url(as<Port>(h)->camera)); }); }
API(GCGetNumPortURLs, HANDLE h, uint32_t* n) { return guarded([&] { as<Port>(h), out(n) = 1; }); }
API(GCGetPortURLInfo, HANDLE h, uint32_t, Command c, Type* t, void* b, size_t* n) { return guarded([&] { if (c != URL_INFO_URL) not_available(); Answer(t, b, n).text(url(as<Port>(h)->camera)); }); }
API(GCGetPortInfo, HANDLE h, Command c, Type* t, void* b, size_t* n) {
    return guarded([&] {
        const bool remote = std::dynamic_pointer_cast<Port>(module_of(h)) != nullptr;
        const Answer answer(t, b, n);
        switch (c) {
        case PORT_INFO_ID: case PORT_INFO_MODEL: case PORT_INFO_VERSION: return answer.text("1.0");
        case PORT_INFO_VENDOR: return answer.text("Inspector");
        case PORT_INFO_TLTYPE: return answer.text("GEV");
        case PORT_INFO_MODULE: case PORT_INFO_PORTNAME: return answer.text(remote ? "Device" : "TLPort");
        case PORT_INFO_LITTLE_ENDIAN: case PORT_INFO_ACCESS_NA: case PORT_INFO_ACCESS_NI: return answer.flag(false);
        case PORT_INFO_BIG_ENDIAN: case PORT_INFO_ACCESS_READ: case PORT_INFO_ACCESS_WRITE: return answer.flag(true);
        default: not_available();
        }
    });
}

API(GCRegisterEvent, HANDLE h, int32_t type, HANDLE* e) {
    return guarded([&] {
        const auto stream = std::dynamic_pointer_cast<Stream>(module_of(h));
        if (!stream || type != EVENT_NEW_BUFFER) throw Refused{GC_ERR_NOT_IMPLEMENTED, "streams tell of new buffers, nothing else"};
        if (stream->event) throw Refused{GC_ERR_RESOURCE_IN_USE, "registered already"};
        stream->event = std::make_shared<NewBufferEvent>(stream);
        out(e) = handle_of(stream->event);
    });
}
API(GCUnregisterEvent, HANDLE h, int32_t) { return guarded([&] { const auto stream = as<Stream>(h); forget(stream->event.get()); stream->event.reset(); }); }
API(EventGetData, HANDLE e, void* b, size_t* n, uint64_t timeout) {
    return guarded([&] {
        Buffer* buffer = as<NewBufferEvent>(e)->stream->wait(timeout);
        const EVENT_NEW_BUFFER_DATA data{buffer, buffer->user};
        Answer(nullptr, b, n).bytes(TYPE_BUFFER, &data, sizeof data);
    });
}
API(EventGetDataInfo, HANDLE, const void* in, size_t, Command c, Type* t, void* b, size_t* n) {
    return guarded([&] { const auto* data = static_cast<const EVENT_NEW_BUFFER_DATA*>(in); Answer(t, b, n).pointer(c == EVENT_DATA_ID ? data->BufferHandle : data->pUserPointer); });
}
API(EventGetInfo, HANDLE e, Command c, Type* t, void* b, size_t* n) {
    return guarded([&] {
        const auto stream = as<NewBufferEvent>(e)->stream;
        const Answer answer(t, b, n);
        switch (c) {
        case EVENT_EVENT_TYPE: return answer.i32(EVENT_NEW_BUFFER);
        case EVENT_NUM_IN_QUEUE: return answer.size(0);
        case EVENT_NUM_FIRED: return answer.u64(stream->delivered);
        case EVENT_SIZE_MAX: case EVENT_INFO_DATA_SIZE_MAX: return answer.size(sizeof(EVENT_NEW_BUFFER_DATA));
        default: not_available();
        }
    });
}
API(EventFlush, HANDLE e) { return guarded([&] { as<NewBufferEvent>(e); }); }
API(EventKill, HANDLE e) { return guarded([&] { as<NewBufferEvent>(e)->stream->kill(); }); }

API(DSAnnounceBuffer, HANDLE s, void* data, size_t bytes, void* user, HANDLE* h) {
    return guarded([&] {
        auto buffer = std::make_shared<Buffer>(data, bytes, user);
        as<Stream>(s)->announce(buffer);
        out(h) = handle_of(buffer);
    });
}
API(DSAllocAndAnnounceBuffer) { return failed(GC_ERR_NOT_IMPLEMENTED, "announce your own buffers"); }
API(DSQueueBuffer, HANDLE s, HANDLE h) { return guarded([&] { as<Stream>(s)->queue(*as<Buffer>(h)); }); }
API(DSRevokeBuffer, HANDLE s, HANDLE h, void** data, void** user) {
    return guarded([&] {
        const auto buffer = as<Buffer>(h);
        as<Stream>(s)->revoke(buffer);
        forget(h);
        if (data) *data = buffer->base;
        if (user) *user = buffer->user;
    });
}
API(DSFlushQueue, HANDLE s, int32_t what) { return guarded([&] { if (what == ACQ_QUEUE_ALL_DISCARD) as<Stream>(s)->discard(); }); }
API(DSStartAcquisition, HANDLE s, int32_t, uint64_t) { return guarded([&] { as<Stream>(s)->start(); }); }
API(DSStopAcquisition, HANDLE s, int32_t) { return guarded([&] { as<Stream>(s)->stop(); }); }
API(DSClose, HANDLE s) { return guarded([&] { as<Stream>(s)->close(), forget(s); }); }
API(DSGetParentDev, HANDLE s, HANDLE* h) { return guarded([&] { out(h) = &as<Stream>(s)->camera(); }); }
API(DSGetInfo, HANDLE s, Command c, Type* t, void* b, size_t* n) {
    return guarded([&] {
        const auto stream = as<Stream>(s);
        const Answer answer(t, b, n);
        stream->count();
        switch (c) {
        case STREAM_INFO_ID: return answer.text("Stream0");
        case STREAM_INFO_NUM_DELIVERED: return answer.u64(stream->delivered);
        case STREAM_INFO_NUM_UNDERRUN: return answer.u64(stream->underrun);
        case STREAM_INFO_NUM_ANNOUNCED: return answer.size(stream->announced());
        case STREAM_INFO_IS_GRABBING: return answer.flag(stream->grabbing());
        case STREAM_INFO_DEFINES_PAYLOADSIZE: return answer.flag(false);
        case STREAM_INFO_TLTYPE: return answer.text("GEV");
        case STREAM_INFO_BUF_ANNOUNCE_MIN: return answer.size(2);
        default: not_available();
        }
    });
}
API(DSGetBufferInfo, HANDLE s, HANDLE h, Command c, Type* t, void* into, size_t* n) {
    return guarded([&] {
        const auto stream = as<Stream>(s);
        const auto buffer = as<Buffer>(h);
        std::lock_guard lock(stream->guard);
        const Buffer& b = *buffer;
        const Answer answer(t, into, n);
        switch (c) {
        case BUFFER_INFO_BASE: return answer.pointer(b.base);
        case BUFFER_INFO_SIZE: return answer.size(b.bytes);
        case BUFFER_INFO_USER_PTR: return answer.pointer(b.user);
        case BUFFER_INFO_TIMESTAMP: case BUFFER_INFO_TIMESTAMP_NS: return answer.u64(b.device_ns);
        case BUFFER_INFO_NEW_DATA: return answer.flag(!b.queued);
        case BUFFER_INFO_IS_QUEUED: return answer.flag(b.queued);
        case BUFFER_INFO_IS_INCOMPLETE: return answer.flag(b.incomplete);
        case BUFFER_INFO_TLTYPE: return answer.text("GEV");
        case BUFFER_INFO_SIZE_FILLED: case BUFFER_INFO_DATA_SIZE: return answer.size(b.size);
        case BUFFER_INFO_WIDTH: return answer.size(b.width);
        case BUFFER_INFO_HEIGHT: case BUFFER_INFO_DELIVERED_IMAGEHEIGHT: return answer.size(b.height);
        case BUFFER_INFO_XOFFSET: case BUFFER_INFO_YOFFSET: case BUFFER_INFO_XPADDING: case BUFFER_INFO_YPADDING:
        case BUFFER_INFO_IMAGEOFFSET: return answer.size(0);
        case BUFFER_INFO_FRAMEID: return answer.u64(b.frame_id);
        case BUFFER_INFO_IMAGEPRESENT: return answer.flag(true);
        case BUFFER_INFO_PAYLOADTYPE: return answer.size(PAYLOAD_TYPE_IMAGE);
        case BUFFER_INFO_PIXELFORMAT: return answer.u64(b.format);
        case BUFFER_INFO_PIXELFORMAT_NAMESPACE: return answer.u64(PIXELFORMAT_NAMESPACE_PFNC_32BIT);
        case BUFFER_INFO_CONTAINS_CHUNKDATA: return answer.flag(false);
        default: not_available();
        }
    });
}
