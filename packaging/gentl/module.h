// Handles, errors and answers: what every function of the interface needs.
#pragma once
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <string>

#include "gentl.h"

struct Refused {  // thrown inside, an error code outside
    GC_ERROR code;
    std::string why;
};

struct Module {  // what a handle stands for
    virtual ~Module() = default;
};

// A handle is looked up, never trusted: a stale one is an error, not a crash.
HANDLE handle_of(const std::shared_ptr<Module>& module);
std::shared_ptr<Module> module_of(HANDLE handle);
void forget(HANDLE handle);
void forget_all();

template <class T>
std::shared_ptr<T> as(HANDLE handle) {
    auto module = std::dynamic_pointer_cast<T>(module_of(handle));
    if (!module) throw Refused{GC_ERR_INVALID_HANDLE, "the handle is of another module or closed"};
    return module;
}

GC_ERROR failed(GC_ERROR code, const std::string& why);  // remembered for GCGetLastError
const std::string& last_error(GC_ERROR& code);

template <class Body>
GC_ERROR guarded(Body body) {  // no exception ever crosses the C interface
    try {
        body();
        return GC_ERR_SUCCESS;
    } catch (const Refused& refused) {
        return failed(refused.code, refused.why);
    } catch (const std::bad_alloc&) {
        return failed(GC_ERR_OUT_OF_MEMORY, "out of memory");
    } catch (const std::exception& error) {
        return failed(GC_ERR_ERROR, error.what());
    }
}

template <class T>
T& out(T* pointer) {
    if (!pointer) throw Refused{GC_ERR_INVALID_PARAMETER, "a pointer for the answer is missing"};
    return *pointer;
}

// Where an info command's answer goes: type, buffer and its size, as the standard has it.
class Answer {
public:
    Answer(INFO_DATATYPE* type, void* buffer, size_t* size) : type_(type), buffer_(buffer), size_(size) {}
    void bytes(INFO_DATATYPE type, const void* from, size_t count) const;
    void text(const std::string& value) const { bytes(TYPE_STRING, value.c_str(), value.size() + 1); }
    void flag(bool value) const { number<bool8_t>(TYPE_BOOL8, value); }
    void size(size_t value) const { number(TYPE_SIZET, value); }
    void u64(uint64_t value) const { number(TYPE_UINT64, value); }
    void i32(int32_t value) const { number(TYPE_INT32, value); }
    void u32(uint32_t value) const { number(TYPE_UINT32, value); }
    void pointer(void* value) const { number(TYPE_PTR, value); }

private:
    template <class T>
    void number(INFO_DATATYPE type, T value) const { bytes(type, &value, sizeof value); }
    INFO_DATATYPE* type_;
    void* buffer_;
    size_t* size_;
};

[[noreturn]] inline void not_available() {
    throw Refused{GC_ERR_NOT_AVAILABLE, "this information is not there"};
}
