// Pixel formats by their PFNC numbers, and how a settled picture is laid out.
#pragma once
#include <cstddef>
#include <cstdint>

enum class Packing { Bytes, Words, Bits10, Bits12, Gev12 };

struct Format {
    const char* name;
    uint32_t number;
    int bits;      // of a sample
    int per_pixel;  // bits in the buffer
    Packing packing;
    char mosaic[3];  // first row's colours, "" where there is none
    int channels;
};

constexpr Format kFormats[] = {
    {"Mono8", 0x01080001, 8, 8, Packing::Bytes, "", 1},
    {"Mono10", 0x01100003, 10, 16, Packing::Words, "", 1},
    {"Mono12", 0x01100005, 12, 16, Packing::Words, "", 1},
    {"Mono16", 0x01100007, 16, 16, Packing::Words, "", 1},
    {"Mono10p", 0x010A0046, 10, 10, Packing::Bits10, "", 1},
    {"Mono12p", 0x010C0047, 12, 12, Packing::Bits12, "", 1},
    {"Mono12Packed", 0x010C0006, 12, 12, Packing::Gev12, "", 1},
    {"BayerGR8", 0x01080008, 8, 8, Packing::Bytes, "GR", 1},
    {"BayerRG8", 0x01080009, 8, 8, Packing::Bytes, "RG", 1},
    {"BayerGB8", 0x0108000A, 8, 8, Packing::Bytes, "GB", 1},
    {"BayerBG8", 0x0108000B, 8, 8, Packing::Bytes, "BG", 1},
    {"BayerGR12", 0x01100010, 12, 16, Packing::Words, "GR", 1},
    {"BayerRG12", 0x01100011, 12, 16, Packing::Words, "RG", 1},
    {"BayerGB12", 0x01100012, 12, 16, Packing::Words, "GB", 1},
    {"BayerBG12", 0x01100013, 12, 16, Packing::Words, "BG", 1},
    {"BayerBG12p", 0x010C0053, 12, 12, Packing::Bits12, "BG", 1},
    {"BayerGB12p", 0x010C0055, 12, 12, Packing::Bits12, "GB", 1},
    {"BayerGR12p", 0x010C0057, 12, 12, Packing::Bits12, "GR", 1},
    {"BayerRG12p", 0x010C0059, 12, 12, Packing::Bits12, "RG", 1},
    {"RGB8", 0x02180014, 8, 24, Packing::Bytes, "", 3},
    {"Coord3D_C16", 0x011000B8, 16, 16, Packing::Words, "", 1},
};
constexpr uint32_t kMono8 = 0x01080001, kCoord3dC16 = 0x011000B8;

constexpr const Format* format_of(uint32_t number) {
    for (const Format& format : kFormats)
        if (format.number == number) return &format;
    return nullptr;
}

struct Size {
    size_t cols, rows;
};

constexpr size_t row_bytes(const Format& format, size_t cols, size_t padding) {
    return (cols * static_cast<size_t>(format.per_pixel) + 7) / 8 + padding;
}
