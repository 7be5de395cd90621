// The C functions of the stream, its buffers and its event.
#include "gige.h"

API(GCRegisterEvent, HANDLE h, int32_t type, HANDLE* e) {
    return guarded([&] {
        const auto stream = std::dynamic_pointer_cast<Stream>(module_of(h));
        if (!stream || type != EVENT_NEW_BUFFER)
            throw Refused{GC_ERR_NOT_IMPLEMENTED, "streams tell of new buffers, nothing else"};
        if (stream->event) throw Refused{GC_ERR_RESOURCE_IN_USE, "registered already"};
        stream->event = std::make_shared<NewBufferEvent>(stream);
        out(e) = handle_of(stream->event);
    });
}
API(GCUnregisterEvent, HANDLE h, int32_t) {
    return guarded([&] {
        const auto stream = as<Stream>(h);
        forget(stream->event.get());
        stream->event.reset();
    });
}
API(EventGetData, HANDLE e, void* b, size_t* n, uint64_t timeout) {
    return guarded([&] {
        Buffer* buffer = as<NewBufferEvent>(e)->stream->wait(timeout);
        const EVENT_NEW_BUFFER_DATA data{buffer, buffer->user};
        Answer(nullptr, b, n).bytes(TYPE_BUFFER, &data, sizeof data);
    });
}
API(EventGetDataInfo, HANDLE, const void* in, size_t, Command c, Type* t, void* b, size_t* n) {
    return guarded([&] {
        const auto* data = static_cast<const EVENT_NEW_BUFFER_DATA*>(in);
        Answer(t, b, n).pointer(c == EVENT_DATA_ID ? data->BufferHandle : data->pUserPointer);
    });
}
API(EventGetInfo, HANDLE e, Command c, Type* t, void* b, size_t* n) {
    return guarded([&] {
        const auto stream = as<NewBufferEvent>(e)->stream;
        const Answer answer(t, b, n);
        switch (c) {
        case EVENT_EVENT_TYPE: return answer.i32(EVENT_NEW_BUFFER);
        case EVENT_NUM_IN_QUEUE: return answer.size(0);
        case EVENT_NUM_FIRED: return answer.u64(stream->delivered);
        case EVENT_SIZE_MAX:
        case EVENT_INFO_DATA_SIZE_MAX: return answer.size(sizeof(EVENT_NEW_BUFFER_DATA));
        default: not_available();
        }
    });
}
API(EventFlush, HANDLE e) {
    return guarded([&] { as<NewBufferEvent>(e); });
}
API(EventKill, HANDLE e) {
    return guarded([&] { as<NewBufferEvent>(e)->stream->kill(); });
}

API(DSAnnounceBuffer, HANDLE s, void* data, size_t bytes, void* user, HANDLE* h) {
    return guarded([&] {
        auto buffer = std::make_shared<Buffer>(data, bytes, user);
        as<Stream>(s)->announce(buffer);
        out(h) = handle_of(buffer);
    });
}
API(DSAllocAndAnnounceBuffer) {
    return failed(GC_ERR_NOT_IMPLEMENTED, "announce your own buffers");
}
API(DSQueueBuffer, HANDLE s, HANDLE h) {
    return guarded([&] { as<Stream>(s)->queue(*as<Buffer>(h)); });
}
API(DSRevokeBuffer, HANDLE s, HANDLE h, void** data, void** user) {
    return guarded([&] {
        const auto buffer = as<Buffer>(h);
        as<Stream>(s)->revoke(buffer);
        forget(h);
        if (data) *data = buffer->base;
        if (user) *user = buffer->user;
    });
}
API(DSFlushQueue, HANDLE s, int32_t what) {
    return guarded([&] {
        if (what == ACQ_QUEUE_ALL_DISCARD) as<Stream>(s)->discard();
    });
}
API(DSStartAcquisition, HANDLE s, int32_t, uint64_t) {
    return guarded([&] { as<Stream>(s)->start(); });
}
API(DSStopAcquisition, HANDLE s, int32_t) {
    return guarded([&] { as<Stream>(s)->stop(); });
}
API(DSClose, HANDLE s) {
    return guarded([&] { as<Stream>(s)->close(), forget(s); });
}
API(DSGetParentDev, HANDLE s, HANDLE* h) {
    return guarded([&] { out(h) = &as<Stream>(s)->camera(); });
}
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
        case BUFFER_INFO_TIMESTAMP:
        case BUFFER_INFO_TIMESTAMP_NS: return answer.u64(b.device_ns);
        case BUFFER_INFO_NEW_DATA: return answer.flag(!b.queued);
        case BUFFER_INFO_IS_QUEUED: return answer.flag(b.queued);
        case BUFFER_INFO_IS_INCOMPLETE: return answer.flag(b.incomplete);
        case BUFFER_INFO_TLTYPE: return answer.text("GEV");
        case BUFFER_INFO_SIZE_FILLED:
        case BUFFER_INFO_DATA_SIZE: return answer.size(b.size);
        case BUFFER_INFO_WIDTH: return answer.size(b.width);
        case BUFFER_INFO_HEIGHT:
        case BUFFER_INFO_DELIVERED_IMAGEHEIGHT: return answer.size(b.height);
        case BUFFER_INFO_XOFFSET:
        case BUFFER_INFO_YOFFSET:
        case BUFFER_INFO_XPADDING:
        case BUFFER_INFO_YPADDING:
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
