// The C functions of library, interface, camera and port; what is not there is "not available".
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
    case TL_INFO_ID:
    case TL_INFO_MODEL: return answer.text("InspectorGigE");
    case TL_INFO_VENDOR: return answer.text("Inspector");
    case TL_INFO_VERSION: return answer.text("1.0");
    case TL_INFO_TLTYPE: return answer.text("GEV");
    case TL_INFO_NAME:
    case TL_INFO_PATHNAME: return answer.text("inspector_gige.cti");
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
    case DEVICE_INFO_ID:
    case DEVICE_INFO_DISPLAYNAME: return answer.text(found.id);
    case DEVICE_INFO_VENDOR: return answer.text(found.vendor);
    case DEVICE_INFO_MODEL: return answer.text(found.model);
    case DEVICE_INFO_SERIAL_NUMBER: return answer.text(found.serial);
    case DEVICE_INFO_TLTYPE: return answer.text("GEV");
    case DEVICE_INFO_ACCESS_STATUS:
        return answer.i32(here().open.count(found.id) ? DEVICE_ACCESS_STATUS_OPEN_READWRITE
                                                      : DEVICE_ACCESS_STATUS_READWRITE);
    case DEVICE_INFO_TIMESTAMP_FREQUENCY: return answer.u64(1000000000ull);
    default: not_available();
    }
}

std::string url(const Camera& camera) {
    char text[96];
    std::snprintf(text, sizeof text, "local:gige.xml;%llX;%zX", static_cast<unsigned long long>(kXml),
                  camera.xml.size());
    return text;
}

// Discovery goes out on every interface: it is refused where there is another than the one named.
void refuse_other_interfaces() {
    const char* allowed = std::getenv(kAllowed);
    ifaddrs* all = nullptr;
    if (!allowed || getifaddrs(&all))
        throw Refused{GC_ERR_ACCESS_DENIED, std::string(kAllowed) + " names no interface to look on"};
    std::string other;
    for (const ifaddrs* one = all; one; one = one->ifa_next)
        if (!(one->ifa_flags & IFF_LOOPBACK) && std::string(one->ifa_name) != allowed) other = one->ifa_name;
    freeifaddrs(all);
    if (!other.empty())
        throw Refused{GC_ERR_ACCESS_DENIED,
                      "discovery would leave by " + other + " too: use a network namespace"};
}

void look() {
    refuse_other_interfaces();
    here().found.clear();
    arv_update_device_list();
    const auto text = [](const char* from) { return std::string(from ? from : ""); };
    for (unsigned i = 0; i < arv_get_n_devices(); i++)
        if (text(arv_get_device_protocol(i)) == "GigEVision")
            here().found.push_back({text(arv_get_device_id(i)), text(arv_get_device_vendor(i)),
                                    text(arv_get_device_model(i)), text(arv_get_device_serial_nbr(i))});
}
}  // namespace

API(GCInitLib) {
    return guarded([] {
        if (library) throw Refused{GC_ERR_RESOURCE_IN_USE, "open already"};
        library = std::make_unique<Library>();
    });
}
API(GCCloseLib) {
    return guarded([] { here(), library.reset(), forget_all(); });
}
API(GCGetInfo, Command c, Type* t, void* b, size_t* n) {
    return guarded([&] { system_info(c, Answer(t, b, n)); });
}
API(GCGetLastError, GC_ERROR* code, char* b, size_t* n) {
    GC_ERROR last;
    const std::string why = last_error(last);
    if (code) *code = last;
    return guarded([&] { Answer(nullptr, b, n).text(why); });
}

API(TLOpen, HANDLE* h) {
    return guarded([&] { out(h) = handle_of(here().system); });
}
API(TLClose, HANDLE h) {
    return guarded([&] { forget(as<System>(h).get()); });
}
API(TLGetInfo, HANDLE, Command c, Type* t, void* b, size_t* n) {
    return guarded([&] { system_info(c, Answer(t, b, n)); });
}
API(TLGetNumInterfaces, HANDLE, uint32_t* n) {
    return guarded([&] { out(n) = 1; });
}
API(TLGetInterfaceID, HANDLE, uint32_t, char* b, size_t* n) {
    return guarded([&] { Answer(nullptr, b, n).text(kInterface); });
}
API(TLGetInterfaceInfo, HANDLE, const char*, Command c, Type* t, void* b, size_t* n) {
    return guarded([&] { interface_info(c, Answer(t, b, n)); });
}
API(TLOpenInterface, HANDLE, const char*, HANDLE* h) {
    return guarded([&] { out(h) = handle_of(here().interface); });
}
API(TLUpdateInterfaceList, HANDLE, bool8_t* changed, uint64_t) {
    return guarded([&] {
        if (changed) *changed = 0;
    });
}

API(IFClose, HANDLE h) {
    return guarded([&] { forget(as<Interface>(h).get()); });
}
API(IFGetInfo, HANDLE, Command c, Type* t, void* b, size_t* n) {
    return guarded([&] { interface_info(c, Answer(t, b, n)); });
}
API(IFGetParentTL, HANDLE, HANDLE* h) {
    return guarded([&] { out(h) = handle_of(here().system); });
}
API(IFUpdateDeviceList, HANDLE, bool8_t* changed, uint64_t) {
    return guarded([&] {
        look();
        if (changed) *changed = 1;
    });
}
API(IFGetNumDevices, HANDLE, uint32_t* n) {
    return guarded([&] { out(n) = static_cast<uint32_t>(here().found.size()); });
}
API(IFGetDeviceID, HANDLE, uint32_t i, char* b, size_t* n) {
    return guarded([&] {
        if (i >= here().found.size()) throw Refused{GC_ERR_INVALID_INDEX, "no such camera"};
        Answer(nullptr, b, n).text(here().found[i].id);
    });
}
API(IFGetDeviceInfo, HANDLE, const char* id, Command c, Type* t, void* b, size_t* n) {
    return guarded([&] { device_info(one(id), c, Answer(t, b, n)); });
}
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

API(DevGetPort, HANDLE h, HANDLE* p) {
    return guarded([&] { out(p) = handle_of(as<Camera>(h)->port); });
}
API(DevGetNumDataStreams, HANDLE h, uint32_t* n) {
    return guarded([&] { as<Camera>(h), out(n) = 1; });
}
API(DevGetDataStreamID, HANDLE, uint32_t, char* b, size_t* n) {
    return guarded([&] { Answer(nullptr, b, n).text("Stream0"); });
}
API(DevOpenDataStream, HANDLE h, const char*, HANDLE* s) {
    return guarded([&] { out(s) = handle_of(as<Camera>(h)->stream); });
}
API(DevGetInfo, HANDLE h, Command c, Type* t, void* b, size_t* n) {
    return guarded([&] { device_info(as<Camera>(h)->found, c, Answer(t, b, n)); });
}
API(DevGetParentIF, HANDLE, HANDLE* h) {
    return guarded([&] { out(h) = handle_of(here().interface); });
}
API(DevClose, HANDLE h) {
    return guarded([&] {
        const auto camera = as<Camera>(h);
        camera->stream->close();
        for (HANDLE gone :
             {h, static_cast<HANDLE>(camera->port.get()), static_cast<HANDLE>(camera->stream.get())})
            forget(gone);
        here().open.erase(camera->found.id);
    });
}

API(GCReadPort, HANDLE h, uint64_t a, void* b, size_t* n) {
    return guarded([&] { as<Port>(h)->camera.read(a, b, out(n)); });
}
API(GCWritePort, HANDLE h, uint64_t a, const void* b, size_t* n) {
    return guarded([&] { as<Port>(h)->camera.write(a, b, out(n)); });
}
API(GCGetPortURL, HANDLE h, char* b, size_t* n) {
    return guarded([&] { Answer(nullptr, b, n).text(url(as<Port>(h)->camera)); });
}
API(GCGetNumPortURLs, HANDLE h, uint32_t* n) {
    return guarded([&] { as<Port>(h), out(n) = 1; });
}
API(GCGetPortURLInfo, HANDLE h, uint32_t, Command c, Type* t, void* b, size_t* n) {
    return guarded([&] {
        if (c != URL_INFO_URL) not_available();
        Answer(t, b, n).text(url(as<Port>(h)->camera));
    });
}
API(GCGetPortInfo, HANDLE h, Command c, Type* t, void* b, size_t* n) {
    return guarded([&] {
        const bool remote = std::dynamic_pointer_cast<Port>(module_of(h)) != nullptr;
        const Answer answer(t, b, n);
        switch (c) {
        case PORT_INFO_ID:
        case PORT_INFO_MODEL:
        case PORT_INFO_VERSION: return answer.text("1.0");
        case PORT_INFO_VENDOR: return answer.text("Inspector");
        case PORT_INFO_TLTYPE: return answer.text("GEV");
        case PORT_INFO_MODULE:
        case PORT_INFO_PORTNAME: return answer.text(remote ? "Device" : "TLPort");
        case PORT_INFO_LITTLE_ENDIAN:
        case PORT_INFO_ACCESS_NA:
        case PORT_INFO_ACCESS_NI: return answer.flag(false);
        case PORT_INFO_BIG_ENDIAN:
        case PORT_INFO_ACCESS_READ:
        case PORT_INFO_ACCESS_WRITE: return answer.flag(true);
        default: not_available();
        }
    });
}
