#include "picture.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace {
constexpr int kRed = 0, kGreen = 1, kBlue = 2;

int color_at(const Format& format, size_t row, size_t col) {
    // the second row of a mosaic is the opposite corner: RG is over GB
    const bool swap = row % 2 != 0;
    const char one = format.mosaic[col % 2], other = format.mosaic[(col + 1) % 2];
    if (!swap) return one == 'R' ? kRed : one == 'G' ? kGreen : kBlue;
    return other == 'R' ? kBlue : other == 'B' ? kRed : kGreen;
}

void pack(const uint16_t* levels, size_t count, Packing packing, uint8_t* into) {
    switch (packing) {
    case Packing::Bytes:
        for (size_t i = 0; i < count; i++) into[i] = static_cast<uint8_t>(levels[i]);
        break;
    case Packing::Words:
        std::memcpy(into, levels, count * 2);
        break;
    case Packing::Bits12:
        for (size_t i = 0; i + 1 < count; i += 2, into += 3) {
            into[0] = levels[i] & 0xFF;
            into[1] = static_cast<uint8_t>(levels[i] >> 8 | (levels[i + 1] & 0xF) << 4);
            into[2] = static_cast<uint8_t>(levels[i + 1] >> 4);
        }
        break;
    case Packing::Gev12:
        for (size_t i = 0; i + 1 < count; i += 2, into += 3) {
            into[0] = static_cast<uint8_t>(levels[i] >> 4);
            into[1] = static_cast<uint8_t>((levels[i] & 0xF) | (levels[i + 1] & 0xF) << 4);
            into[2] = static_cast<uint8_t>(levels[i + 1] >> 4);
        }
        break;
    case Packing::Bits10:
        for (size_t i = 0; i + 3 < count; i += 4, into += 5) {
            uint64_t four = 0;
            for (int k = 3; k >= 0; k--) four = four << 10 | levels[i + k];
            for (int k = 0; k < 5; k++) into[k] = static_cast<uint8_t>(four >> 8 * k);
        }
        break;
    }
}

void refuse_small(const Raw& raw, const Settings& s) {
    const bool fits = (s.left + s.size.cols) * s.bin_x <= raw.cols && (s.top + s.size.rows) * s.bin_y <= raw.rows;
    if (!fits) throw Refused{GC_ERR_IO, "the feeder's picture is smaller than what is asked for"};
}
}  // namespace

void Developer::tables(const Raw& raw, const Settings& s) {
    std::vector<double> key{double(raw.bits), raw.exposure_us, raw.black, s.exposure_us, s.gain_db, s.black_level,
                            s.gamma, s.balance[0], s.balance[1], s.balance[2], double(s.format->number)};
    if (key == key_) return;
    const bool colored = s.format->mosaic[0] || s.format->channels == 3;
    const double full_in = std::ldexp(1.0, raw.bits) - 1, full_out = std::ldexp(1.0, s.format->bits) - 1;
    const double longer = raw.exposure_us > 0 ? s.exposure_us / raw.exposure_us : 1.0;
    const double gain = longer * std::pow(10.0, s.gain_db / 20);
    plain_ = raw.bits == s.format->bits;
    for (int color = 0; color < 3; color++) {
        auto& table = table_[color];
        table.resize(raw.bits > 8 ? 65536 : 256);
        const double factor = gain * (colored ? s.balance[color] : 1.0);
        for (size_t number = 0; number < table.size(); number++) {
            double light = std::max(0.0, (double(number) - raw.black) / full_in * factor);
            if (s.gamma != 1.0) light = std::pow(light, s.gamma);
            const double level = std::clamp(std::round(light * full_out + s.black_level), 0.0, full_out);
            table[number] = static_cast<uint16_t>(level);
            plain_ = plain_ && (table[number] == number || number > full_in);
        }
    }
    key_ = key;
}

template <class Sample>
void Developer::line(const Raw& raw, const Settings& s, size_t row) {
    const Format& format = *s.format;
    const size_t y = s.top + row;
    const auto* data = reinterpret_cast<const Sample*>(raw.data);
    const size_t pitch = raw.cols * raw.channels;
    // mean over the binned pixels of one colour, in numbers of the source
    const auto number = [&](size_t x, int channel) -> size_t {
        if (s.bin_x * s.bin_y == 1) return data[y * pitch + x * raw.channels + channel];
        size_t sum = 0;
        for (size_t dy = 0; dy < s.bin_y; dy++)
            for (size_t dx = 0; dx < s.bin_x; dx++)
                sum += data[(y * s.bin_y + dy) * pitch + (x * s.bin_x + dx) * raw.channels + channel];
        return (sum + s.bin_x * s.bin_y / 2) / (s.bin_x * s.bin_y);
    };
    uint16_t* out = levels_.data();
    if (format.channels == 3) {
        for (size_t col = 0; col < s.size.cols; col++)
            for (int color = 0; color < 3; color++)
                *out++ = table_[color][number(s.left + col, raw.channels == 3 ? color : 0)];
    } else if (format.mosaic[0]) {
        const int colors[] = {color_at(format, y, s.left), color_at(format, y, s.left + 1)};
        for (size_t col = 0; col < s.size.cols; col++) {
            const int color = colors[col % 2];
            *out++ = table_[color][number(s.left + col, raw.channels == 3 ? color : 0)];
        }
    } else if (raw.channels == 3) {
        for (size_t col = 0; col < s.size.cols; col++) {
            const size_t x = s.left + col;  // what a sensor without filters makes of colours
            const size_t luma = 299 * number(x, kRed) + 587 * number(x, kGreen) + 114 * number(x, kBlue);
            *out++ = table_[0][(luma + 500) / 1000];
        }
    } else {
        for (size_t col = 0; col < s.size.cols; col++) *out++ = table_[0][number(s.left + col, 0)];
    }
}

template <class Sample>
void Developer::rows(const Raw& raw, const Settings& s, uint8_t* into) {
    const Format& format = *s.format;
    const bool same = (format.packing == Packing::Bytes && sizeof(Sample) == 1) ||
                      (format.packing == Packing::Words && sizeof(Sample) == 2);
    const bool copied = plain_ && same && raw.channels == format.channels && s.bin_x * s.bin_y == 1;
    const size_t pixel = sizeof(Sample) * raw.channels, bytes = row_bytes(format, s.size.cols, s.padding);
    levels_.resize(s.size.cols * format.channels);
    for (size_t row = 0; row < s.size.rows; row++, into += bytes) {
        if (copied) {
            std::memcpy(into, raw.data + ((s.top + row) * raw.cols + s.left) * pixel, s.size.cols * pixel);
        } else {
            line<Sample>(raw, s, row);
            pack(levels_.data(), levels_.size(), format.packing, into);
        }
        if (s.padding) std::memset(into + bytes - s.padding, 0, s.padding);
    }
}

void Developer::develop(const Raw& raw, const Settings& settings, uint8_t* into) {
    refuse_small(raw, settings);
    if (settings.format->number == kCoord3dC16) return range(raw, settings, into);
    tables(raw, settings);
    if (raw.bits > 8)
        rows<uint16_t>(raw, settings, into);
    else
        rows<uint8_t>(raw, settings, into);
}

// Heights are not light: they go through as they are.
void Developer::range(const Raw& raw, const Settings& settings, uint8_t* into) {
    refuse_small(raw, settings);
    if (raw.channels != 1 || raw.bits != 16) throw Refused{GC_ERR_IO, "a range picture has one number of 16 bits a pixel"};
    const size_t bytes = row_bytes(*format_of(kCoord3dC16), settings.size.cols, settings.padding);
    const auto* data = reinterpret_cast<const uint16_t*>(raw.data);
    for (size_t row = 0; row < settings.size.rows; row++, into += bytes) {
        auto* out = reinterpret_cast<uint16_t*>(into);
        const uint16_t* from = data + (settings.top + row) * settings.bin_y * raw.cols;
        for (size_t col = 0; col < settings.size.cols; col++) out[col] = from[(settings.left + col) * settings.bin_x];
        if (settings.padding) std::memset(into + bytes - settings.padding, 0, settings.padding);
    }
}
