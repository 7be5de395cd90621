// What the feeder and this producer share: the memory and the messages. README.md tells it in
// words, inspector/devices/virtual_gentl_layout.py is the other half. All little-endian; what one
// side may change while the other looks is atomic.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace layout {

constexpr uint32_t kMagic = 0x31475649;  // "IVG1": another layout is another number
constexpr size_t kPage = 4096;
constexpr size_t kUserSetBytes = 2048;

struct Header {  // at 0, one page
    uint32_t magic;
    uint32_t devices;
    uint64_t bytes;
};

// Counters of faults to come: a frame takes one. The last five are on while not 0.
struct Faults {
    std::atomic<uint32_t> incomplete;  // the frame arrives, told to be incomplete
    std::atomic<uint32_t> lost;        // its number is used up, nothing arrives
    std::atomic<uint32_t> underrun;    // as if the client had queued no buffer
    std::atomic<uint32_t> wrong_size;  // half the rows arrive
    std::atomic<uint32_t> frozen;      // nothing arrives, numbers stand still
    std::atomic<uint32_t> locked;      // ExposureTime, Gain and LightName refuse to be written
    std::atomic<uint32_t> crash;       // the next frame takes the process down
    std::atomic<uint32_t> half_implemented;  // bits: 1 no timestamps, 2 no counters, 4 no frame id
    std::atomic<uint32_t> unplugs;     // counts them: who opened it before lost it for good
    std::atomic<uint32_t> reserved[7];
};

struct Device {  // at kPage * (1 + index)
    char vendor[64];
    char model[64];
    char serial[64];
    char name[64];  // given by the user
    std::atomic<uint32_t> present;  // 0: unplugged
    std::atomic<uint32_t> access;   // 0: as it is, else the GenTL access status that it tells
    std::atomic<uint32_t> owner;    // process that has it open, 0: nobody
    uint32_t answer_ms;             // how long an answer of the feeder is waited for
    uint32_t cols;                  // of the sensor
    uint32_t rows;
    uint32_t pixel_format;          // as it wakes up; PFNC
    uint32_t stored;                // frames that free running shows in turn; 0: all are asked for
    uint64_t slots_at;              // two slots for answers: intensity, range
    uint64_t slot_bytes;
    uint64_t stored_at;             // the first of them; each takes slot_bytes
    uint32_t stored_channels;
    uint32_t stored_bits;
    double stored_us;               // exposure that they were taken with; 0: none is known
    double stored_black;
    double coord_scale_mm;
    double coord_offset_mm;
    double temperature_c;
    int64_t field;                  // where the machine stands: latched by each trigger
    double center_x_mm;
    double center_y_mm;
    uint8_t reserved[128];
    Faults faults;                  // at 512
    uint8_t unused[448];
    uint32_t user_set_kept;         // at 1024
    uint32_t pad;
    uint8_t user_set[kUserSetBytes];
};

// ---- messages over the socket (SOCK_SEQPACKET, one struct each) ----

enum : int32_t { kDiscovery = -1, kControl = -2 };  // or the index of a device
struct Hello {
    uint32_t magic;
    int32_t device;
    uint32_t process;
    uint32_t pad;
};
enum : uint32_t { kWelcome = 0, kInUse = 1, kNoDevice = 2 };
struct Welcome {  // comes with the descriptor of the memory
    uint32_t magic;
    uint32_t status;
    uint64_t bytes;
};

enum : uint32_t { kRequest = 1, kAnswer = 2, kEdge = 3 };
struct Request {
    uint32_t kind;
    uint32_t slot;  // 0 intensity, 1 range
    uint64_t frame_id;
    uint64_t device_ns;
    uint32_t pixel_format;
    int32_t step;
    int32_t steps;
    uint32_t pad;
    double exposure_us;
    double gain_db;
    double black_level;
    double period_mm;
    int64_t field;
    double center_x_mm;
    double center_y_mm;
    char light[64];
    char projector[32];
};
struct Answer {  // the picture lies in its slot: rows of cols * channels samples, no gaps
    uint32_t kind;
    uint32_t slot;
    uint64_t frame_id;
    uint32_t ok;
    uint32_t rows;
    uint32_t cols;
    uint32_t channels;
    uint32_t bits;  // up to 8: bytes, above: two bytes
    uint32_t pad;
    double exposure_us;  // that the picture was taken with; 0: none is known
    double black;        // number that means no light
};
struct Edge {
    uint32_t kind;
    uint32_t line;
    uint32_t level;
    int32_t device;  // where it comes from control
};

static_assert(offsetof(Device, faults) == 512 && offsetof(Device, user_set_kept) == 1024);
static_assert(sizeof(Device) <= kPage && sizeof(Request) == 192 && sizeof(Answer) == 56);
static_assert(std::atomic<uint32_t>::is_always_lock_free);

}  // namespace layout
