// A client of the C interface for the sanitisers: opens and closes, streams, asks wrongly, and says
// how memory grew. Usage: driver ROUNDS FRAMES
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "../gentl.h"
#include "../registers.h"

#define DECLARE(name, ...) extern "C" GC_ERROR name(__VA_ARGS__)
DECLARE(GCInitLib, );
DECLARE(GCCloseLib, );
DECLARE(TLOpen, HANDLE*);
DECLARE(TLClose, HANDLE);
DECLARE(TLOpenInterface, HANDLE, const char*, HANDLE*);
DECLARE(TLGetInterfaceID, HANDLE, uint32_t, char*, size_t*);
DECLARE(IFClose, HANDLE);
DECLARE(IFUpdateDeviceList, HANDLE, bool8_t*, uint64_t);
DECLARE(IFGetDeviceID, HANDLE, uint32_t, char*, size_t*);
DECLARE(IFOpenDevice, HANDLE, const char*, int32_t, HANDLE*);
DECLARE(DevClose, HANDLE);
DECLARE(DevGetPort, HANDLE, HANDLE*);
DECLARE(DevOpenDataStream, HANDLE, const char*, HANDLE*);
DECLARE(GCWritePort, HANDLE, uint64_t, const void*, size_t*);
DECLARE(GCReadPort, HANDLE, uint64_t, void*, size_t*);
DECLARE(GCRegisterEvent, HANDLE, int32_t, HANDLE*);
DECLARE(GCUnregisterEvent, HANDLE, int32_t);
DECLARE(EventGetData, HANDLE, void*, size_t*, uint64_t);
DECLARE(DSAnnounceBuffer, HANDLE, void*, size_t, void*, HANDLE*);
DECLARE(DSAllocAndAnnounceBuffer, HANDLE, size_t, void*, HANDLE*);
DECLARE(DSQueueBuffer, HANDLE, HANDLE);
DECLARE(DSRevokeBuffer, HANDLE, HANDLE, void**, void**);
DECLARE(DSFlushQueue, HANDLE, int32_t);
DECLARE(DSStartAcquisition, HANDLE, int32_t, uint64_t);
DECLARE(DSStopAcquisition, HANDLE, int32_t);
DECLARE(DSClose, HANDLE);
DECLARE(DSGetBufferInfo, HANDLE, HANDLE, INFO_COMMAND, INFO_DATATYPE*, void*, size_t*);

namespace {
void must(GC_ERROR got, GC_ERROR wanted, const char* what) {
    if (got == wanted) return;
    std::fprintf(stderr, "%s gave %d instead of %d\n", what, got, wanted);
    std::exit(1);
}
#define OK(call) must(call, GC_ERR_SUCCESS, #call)

long resident_kb() {
    std::ifstream file("/proc/self/statm");
    long pages = 0, resident = 0;
    file >> pages >> resident;
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

template <class T>
void set(HANDLE port, uint64_t address, T value) {
    size_t size = sizeof value;
    OK(GCWritePort(port, address, &value, &size));
}

// One camera opened, so many frames taken, closed again, with the buffers given back or not.
void round_trip(HANDLE interface, const char* id, int frames, bool tidy) {
    HANDLE device, port, stream, event;
    OK(IFOpenDevice(interface, id, 4, &device));
    must(IFOpenDevice(interface, id, 4, &port), GC_ERR_RESOURCE_IN_USE, "a second open");
    OK(DevGetPort(device, &port));
    set<uint64_t>(port, reg::Width, 320);
    set<uint64_t>(port, reg::Height, 240);
    set<double>(port, reg::FrameRate, 10000.0);
    set<double>(port, reg::ExposureTime, 10.0);
    set<uint64_t>(port, reg::PixelFormat, 0x010C0047);
    set<uint64_t>(port, reg::ChunkMode, 1);
    uint64_t payload = 0;
    size_t size = sizeof payload;
    OK(GCReadPort(port, reg::PayloadSize, &payload, &size));
    must(GCReadPort(port, reg::End - 4, &payload, &size), GC_ERR_INVALID_ADDRESS, "a read past the end");
    OK(DevOpenDataStream(device, "Stream0", &stream));
    OK(GCRegisterEvent(stream, EVENT_NEW_BUFFER, &event));
    std::vector<std::vector<uint8_t>> memory(4, std::vector<uint8_t>(payload));
    std::vector<HANDLE> buffers(5);
    for (int i = 0; i < 4; i++) OK(DSAnnounceBuffer(stream, memory[i].data(), payload, nullptr, &buffers[i]));
    OK(DSAllocAndAnnounceBuffer(stream, payload, nullptr, &buffers[4]));
    for (HANDLE buffer : buffers) OK(DSQueueBuffer(stream, buffer));
    must(DSRevokeBuffer(stream, buffers[0], nullptr, nullptr), GC_ERR_BUSY, "revoking what is queued");
    OK(DSStartAcquisition(stream, 0, ~0ull));
    set<uint64_t>(port, reg::Start, 1);
    for (size_t i = 0; i < buffers.size(); i++) {  // what there is no room to tell stays to be told
        char little;
        size = sizeof little;
        must(EventGetData(event, &little, &size, 5000), GC_ERR_BUFFER_TOO_SMALL, "too little room");
    }
    for (int i = 0; i < frames; i++) {
        EVENT_NEW_BUFFER_DATA data{};
        size = sizeof data;
        OK(EventGetData(event, &data, &size, 5000));
        bool8_t incomplete = 1;
        size = sizeof incomplete;
        OK(DSGetBufferInfo(stream, data.BufferHandle, BUFFER_INFO_IS_INCOMPLETE, nullptr, &incomplete,
                           &size));
        must(incomplete, 0, "whether the frame is incomplete");
        OK(DSQueueBuffer(stream, data.BufferHandle));
    }
    if (tidy) {
        set<uint64_t>(port, reg::Stop, 1);
        OK(DSStopAcquisition(stream, 0));
        OK(DSFlushQueue(stream, ACQ_QUEUE_ALL_DISCARD));
        for (HANDLE buffer : buffers) OK(DSRevokeBuffer(stream, buffer, nullptr, nullptr));
        OK(GCUnregisterEvent(stream, EVENT_NEW_BUFFER));
        OK(DSClose(stream));
    }
    OK(DevClose(device));
    must(DSQueueBuffer(stream, buffers[0]), GC_ERR_INVALID_HANDLE, "a closed stream");
    must(GCReadPort(port, 0, &payload, &size), GC_ERR_INVALID_HANDLE, "a closed port");
    must(EventGetData(event, &payload, &size, 0), GC_ERR_INVALID_HANDLE, "an event of a closed stream");
}
}  // namespace

int main(int count, char** arguments) {
    const int rounds = count > 1 ? std::atoi(arguments[1]) : 20,
              frames = count > 2 ? std::atoi(arguments[2]) : 200;
    HANDLE system, interface;
    must(TLOpen(&system), GC_ERR_NOT_INITIALIZED, "TLOpen before GCInitLib");
    OK(GCInitLib());
    OK(TLOpen(&system));
    char id[128];
    size_t size = sizeof id;
    OK(TLGetInterfaceID(system, 0, id, &size));
    OK(TLOpenInterface(system, id, &interface));
    OK(IFUpdateDeviceList(interface, nullptr, 1000));
    size = sizeof id;
    OK(IFGetDeviceID(interface, 0, id, &size));
    must(IFOpenDevice(interface, "nobody", 4, &system), GC_ERR_INVALID_ID, "opening nobody");
    for (int i = 0; i < 10; i++) round_trip(interface, id, 5, i % 2);
    long before = resident_kb();
    for (int i = 0; i < rounds; i++) round_trip(interface, id, 2, i % 2);
    const long closed = resident_kb() - before;
    before = resident_kb();
    round_trip(interface, id, frames, true);
    std::printf("%d times opened and closed: %+ld kB; %d frames: %+ld kB\n", rounds, closed, frames,
                resident_kb() - before);
    OK(IFClose(interface));
    OK(GCCloseLib());
    return 0;
}
