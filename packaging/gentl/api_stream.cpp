// The C functions of a stream, its buffers and its event: DS*, Event*, GC*Event.
#include <cstdlib>
#include <cstring>

#include "stream.h"

namespace {
enum : uint32_t { kNoTimestamps = 1, kNoCounters = 2, kNoFrameId = 4 };

void refuse_half(Stream& stream, uint32_t which) {
    if (stream.device().shared().faults.half_implemented & which)
        throw Refused{GC_ERR_NOT_IMPLEMENTED, "not implemented"};
}

HANDLE announce(Stream& stream, void* data, size_t bytes, void* user, bool own) {
    auto buffer = std::make_shared<Buffer>(data, bytes, user, own);
    stream.announce(buffer);
    return handle_of(buffer);
}

// All of one picture but its place in the buffer.
const Part& only(const Buffer& buffer) {
    if (buffer.parts.empty()) throw Refused{GC_ERR_NO_DATA, "nothing was filled in yet"};
    return buffer.parts.front();
}
}  // namespace

GENTL_API GC_ERROR DSAnnounceBuffer(HANDLE stream, void* data, size_t bytes, void* user, HANDLE* buffer) {
    return guarded([&] {
        out(static_cast<char*>(data));
        out(buffer) = announce(*as<Stream>(stream), data, bytes, user, false);
    });
}

GENTL_API GC_ERROR DSAllocAndAnnounceBuffer(HANDLE stream, size_t bytes, void* user, HANDLE* buffer) {
    return guarded([&] {
        const auto it = as<Stream>(stream);
        out(buffer);
        void* data = std::malloc(bytes);
        if (!data) throw std::bad_alloc();
        *buffer = announce(*it, data, bytes, user, true);
    });
}

GENTL_API GC_ERROR DSQueueBuffer(HANDLE stream, HANDLE buffer) {
    return guarded([&] { as<Stream>(stream)->queue(*as<Buffer>(buffer)); });
}

GENTL_API GC_ERROR DSRevokeBuffer(HANDLE stream, HANDLE buffer, void** data, void** user) {
    return guarded([&] {
        const auto it = as<Buffer>(buffer);
        as<Stream>(stream)->revoke(it);
        forget(buffer);
        if (data) *data = it->own ? nullptr : it->base;
        if (user) *user = it->user;
    });
}

GENTL_API GC_ERROR DSFlushQueue(HANDLE stream, int32_t what) {
    return guarded([&] { as<Stream>(stream)->flush(what); });
}

GENTL_API GC_ERROR DSStartAcquisition(HANDLE stream, int32_t, uint64_t) {
    return guarded([&] { as<Stream>(stream)->start(); });
}

GENTL_API GC_ERROR DSStopAcquisition(HANDLE stream, int32_t) {
    return guarded([&] { as<Stream>(stream)->stop(); });
}

GENTL_API GC_ERROR DSClose(HANDLE stream) {
    return guarded([&] {
        as<Stream>(stream)->close();
        forget(stream);
    });
}

GENTL_API GC_ERROR DSGetParentDev(HANDLE stream, HANDLE* device) {
    return guarded([&] { out(device) = &as<Stream>(stream)->device(); });
}

GENTL_API GC_ERROR DSGetBufferID(HANDLE stream, uint32_t index, HANDLE* buffer) {
    return guarded([&] { out(buffer) = as<Stream>(stream)->buffer(index).get(); });
}

GENTL_API GC_ERROR DSGetInfo(HANDLE stream, INFO_COMMAND command, INFO_DATATYPE* type, void* buffer,
                             size_t* size) {
    return guarded([&] {
        const auto it = as<Stream>(stream);
        const Answer answer(type, buffer, size);
        const bool counter = command == STREAM_INFO_NUM_DELIVERED || command == STREAM_INFO_NUM_UNDERRUN ||
                             command == STREAM_INFO_NUM_STARTED;
        if (counter) refuse_half(*it, kNoCounters);
        switch (command) {
        case STREAM_INFO_ID: return answer.text("Stream0");
        case STREAM_INFO_NUM_DELIVERED: return answer.u64(it->counts().delivered);
        case STREAM_INFO_NUM_UNDERRUN: return answer.u64(it->counts().underrun);
        case STREAM_INFO_NUM_ANNOUNCED: return answer.size(it->announced());
        case STREAM_INFO_NUM_QUEUED: return answer.size(it->queued());
        case STREAM_INFO_NUM_AWAIT_DELIVERY: return answer.size(it->waiting());
        case STREAM_INFO_NUM_STARTED: return answer.u64(it->counts().started);
        case STREAM_INFO_PAYLOAD_SIZE: return answer.size(it->device().settings().payload());
        case STREAM_INFO_IS_GRABBING: return answer.flag(it->grabbing());
        case STREAM_INFO_DEFINES_PAYLOADSIZE: return answer.flag(true);
        case STREAM_INFO_TLTYPE: return answer.text("Custom");
        case STREAM_INFO_NUM_CHUNKS_MAX:
        case STREAM_INFO_BUF_ANNOUNCE_MIN:
        case STREAM_INFO_BUF_ALIGNMENT: return answer.size(1);
        default: not_available();
        }
    });
}

GENTL_API GC_ERROR DSGetBufferInfo(HANDLE stream, HANDLE buffer, INFO_COMMAND command, INFO_DATATYPE* type,
                                   void* into, size_t* size) {
    return guarded([&] {
        const auto owner = as<Stream>(stream);
        const auto it = as<Buffer>(buffer);
        const Answer answer(type, into, size);
        if (command == BUFFER_INFO_TIMESTAMP || command == BUFFER_INFO_TIMESTAMP_NS)
            refuse_half(*owner, kNoTimestamps);
        if (command == BUFFER_INFO_FRAMEID) refuse_half(*owner, kNoFrameId);
        std::lock_guard lock(owner->guard);
        const Buffer& b = *it;
        switch (command) {
        case BUFFER_INFO_BASE: return answer.pointer(b.base);
        case BUFFER_INFO_SIZE: return answer.size(b.bytes);
        case BUFFER_INFO_USER_PTR: return answer.pointer(b.user);
        case BUFFER_INFO_TIMESTAMP:
        case BUFFER_INFO_TIMESTAMP_NS: return answer.u64(b.device_ns);
        case BUFFER_INFO_NEW_DATA: return answer.flag(b.fresh);
        case BUFFER_INFO_IS_QUEUED: return answer.flag(b.queued);
        case BUFFER_INFO_IS_ACQUIRING: return answer.flag(b.acquiring);
        case BUFFER_INFO_IS_INCOMPLETE: return answer.flag(b.incomplete);
        case BUFFER_INFO_TLTYPE: return answer.text("Custom");
        case BUFFER_INFO_SIZE_FILLED:
        case BUFFER_INFO_DATA_SIZE: return answer.size(b.filled);
        case BUFFER_INFO_WIDTH: return answer.size(only(b).size.cols);
        case BUFFER_INFO_HEIGHT:
        case BUFFER_INFO_DELIVERED_IMAGEHEIGHT: return answer.size(only(b).size.rows);
        case BUFFER_INFO_XOFFSET: return answer.size(b.left);
        case BUFFER_INFO_YOFFSET: return answer.size(b.top);
        case BUFFER_INFO_XPADDING: return answer.size(b.padding);
        case BUFFER_INFO_YPADDING:
        case BUFFER_INFO_IMAGEOFFSET: return answer.size(0);
        case BUFFER_INFO_FRAMEID: return answer.u64(b.frame_id);
        case BUFFER_INFO_IMAGEPRESENT: return answer.flag(!b.parts.empty());
        case BUFFER_INFO_PAYLOADTYPE:
            return answer.size(b.parts.size() > 1 ? PAYLOAD_TYPE_MULTI_PART : PAYLOAD_TYPE_IMAGE);
        case BUFFER_INFO_PIXELFORMAT: return answer.u64(only(b).format->number);
        case BUFFER_INFO_PIXELFORMAT_NAMESPACE: return answer.u64(PIXELFORMAT_NAMESPACE_PFNC_32BIT);
        case BUFFER_INFO_DELIVERED_CHUNKPAYLOADSIZE: return answer.size(b.chunk_bytes);
        case BUFFER_INFO_PIXEL_ENDIANNESS: return answer.i32(PIXELENDIANNESS_LITTLE);
        case BUFFER_INFO_DATA_LARGER_THAN_BUFFER: return answer.flag(b.too_small);
        case BUFFER_INFO_CONTAINS_CHUNKDATA: return answer.flag(b.chunk_bytes > 0);
        default: not_available();
        }
    });
}

GENTL_API GC_ERROR DSGetNumBufferParts(HANDLE stream, HANDLE buffer, uint32_t* count) {
    return guarded([&] {
        const auto owner = as<Stream>(stream);
        const auto it = as<Buffer>(buffer);
        std::lock_guard lock(owner->guard);
        if (it->parts.size() < 2) throw Refused{GC_ERR_NO_DATA, "the payload is one picture"};
        out(count) = static_cast<uint32_t>(it->parts.size());
    });
}

GENTL_API GC_ERROR DSGetBufferPartInfo(HANDLE stream, HANDLE buffer, uint32_t index, INFO_COMMAND command,
                                       INFO_DATATYPE* type, void* into, size_t* size) {
    return guarded([&] {
        const auto owner = as<Stream>(stream);
        const auto it = as<Buffer>(buffer);
        const Answer answer(type, into, size);
        std::lock_guard lock(owner->guard);
        if (it->parts.size() < 2 || index >= it->parts.size())
            throw Refused{GC_ERR_INVALID_INDEX, "no such part"};
        const Part& part = it->parts[index];
        switch (command) {
        case BUFFER_PART_INFO_BASE: return answer.pointer(it->base + part.at);
        case BUFFER_PART_INFO_DATA_SIZE: return answer.size(part.bytes);
        case BUFFER_PART_INFO_DATA_TYPE: return answer.size(part.type);
        case BUFFER_PART_INFO_DATA_FORMAT: return answer.u64(part.format->number);
        case BUFFER_PART_INFO_DATA_FORMAT_NAMESPACE: return answer.u64(PIXELFORMAT_NAMESPACE_PFNC_32BIT);
        case BUFFER_PART_INFO_WIDTH: return answer.size(part.size.cols);
        case BUFFER_PART_INFO_HEIGHT:
        case BUFFER_PART_INFO_DELIVERED_IMAGEHEIGHT: return answer.size(part.size.rows);
        case BUFFER_PART_INFO_XOFFSET: return answer.size(it->left);
        case BUFFER_PART_INFO_YOFFSET: return answer.size(it->top);
        case BUFFER_PART_INFO_XPADDING: return answer.size(it->padding);
        case BUFFER_PART_INFO_SOURCE_ID: return answer.u64(0);
        default: not_available();
        }
    });
}

GENTL_API GC_ERROR DSGetBufferChunkData(HANDLE stream, HANDLE buffer, SINGLE_CHUNK_DATA* chunks,
                                        size_t* count) {
    return guarded([&] {
        const auto owner = as<Stream>(stream);
        const auto it = as<Buffer>(buffer);
        std::lock_guard lock(owner->guard);
        const size_t there = it->chunk_bytes ? 1 : 0;
        if (chunks && out(count) < there)
            throw Refused{GC_ERR_BUFFER_TOO_SMALL, "room for one chunk is needed"};
        if (chunks && there) chunks[0] = {chunk::kId, static_cast<ptrdiff_t>(it->chunk_at), it->chunk_bytes};
        out(count) = there;
    });
}

GENTL_API GC_ERROR GCRegisterEvent(HANDLE source, int32_t type, HANDLE* event) {
    return guarded([&] {
        const auto stream = std::dynamic_pointer_cast<Stream>(module_of(source));
        if (!stream || type != EVENT_NEW_BUFFER)
            throw Refused{GC_ERR_NOT_IMPLEMENTED, "streams tell of new buffers, nothing else"};
        out(event) = handle_of(stream->event(true));
    });
}

GENTL_API GC_ERROR GCUnregisterEvent(HANDLE source, int32_t type) {
    return guarded([&] {
        const auto stream = as<Stream>(source);
        if (type != EVENT_NEW_BUFFER) throw Refused{GC_ERR_INVALID_PARAMETER, "no such event"};
        forget(stream->event(false).get());
    });
}

GENTL_API GC_ERROR EventGetData(HANDLE event, void* into, size_t* size, uint64_t timeout_ms) {
    return guarded([&] {
        const auto one = as<NewBufferEvent>(event);
        out(static_cast<char*>(into));  // asked before a buffer is taken: it would be lost
        if (out(size) < sizeof(EVENT_NEW_BUFFER_DATA))
            throw Refused{GC_ERR_BUFFER_TOO_SMALL, "the buffer is too small"};
        const auto buffer = one->stream().wait(timeout_ms);
        const EVENT_NEW_BUFFER_DATA data{buffer.get(), buffer->user};
        Answer(nullptr, into, size).bytes(TYPE_BUFFER, &data, sizeof data);
    });
}

GENTL_API GC_ERROR EventGetDataInfo(HANDLE event, const void* data, size_t bytes, INFO_COMMAND command,
                                    INFO_DATATYPE* type, void* into, size_t* size) {
    return guarded([&] {
        as<NewBufferEvent>(event);
        EVENT_NEW_BUFFER_DATA told;
        if (!data || bytes < sizeof told)
            throw Refused{GC_ERR_INVALID_PARAMETER, "the event's data are missing"};
        std::memcpy(&told, data, sizeof told);
        const Answer answer(type, into, size);
        switch (command) {
        case EVENT_DATA_ID: return answer.pointer(told.BufferHandle);
        case EVENT_DATA_VALUE: return answer.pointer(told.pUserPointer);
        default: not_available();
        }
    });
}

GENTL_API GC_ERROR EventGetInfo(HANDLE event, INFO_COMMAND command, INFO_DATATYPE* type, void* into,
                                size_t* size) {
    return guarded([&] {
        auto& stream = as<NewBufferEvent>(event)->stream();
        const Answer answer(type, into, size);
        switch (command) {
        case EVENT_EVENT_TYPE: return answer.i32(EVENT_NEW_BUFFER);
        case EVENT_NUM_IN_QUEUE: return answer.size(stream.waiting());
        case EVENT_NUM_FIRED: return answer.u64(stream.fired());
        case EVENT_SIZE_MAX:
        case EVENT_INFO_DATA_SIZE_MAX: return answer.size(sizeof(EVENT_NEW_BUFFER_DATA));
        default: not_available();
        }
    });
}

GENTL_API GC_ERROR EventFlush(HANDLE event) {
    return guarded([&] { as<NewBufferEvent>(event)->stream().discard(); });
}

GENTL_API GC_ERROR EventKill(HANDLE event) {
    return guarded([&] { as<NewBufferEvent>(event)->stream().kill(); });
}

// Of newer standards: a loader asks for them and says on stderr what it misses.
GENTL_API GC_ERROR DSAnnounceCompositeBuffer() {
    return failed(GC_ERR_NOT_IMPLEMENTED, "not implemented");
}
GENTL_API GC_ERROR DSGetNumFlows() {
    return failed(GC_ERR_NOT_IMPLEMENTED, "not implemented");
}
GENTL_API GC_ERROR DSGetFlowInfo() {
    return failed(GC_ERR_NOT_IMPLEMENTED, "not implemented");
}
GENTL_API GC_ERROR DSGetNumBufferSegments() {
    return failed(GC_ERR_NOT_IMPLEMENTED, "not implemented");
}
GENTL_API GC_ERROR DSGetBufferSegmentInfo() {
    return failed(GC_ERR_NOT_IMPLEMENTED, "not implemented");
}
