/* A PLC over libmodbus, written from docs/LINE.md alone: default map, high word first.
   plc tcp PORT ACKNOWLEDGED | plc rtu DEVICE ACKNOWLEDGED
   Lines "SERIAL RECIPE MASK" on standard input bring panels; answers that are taken are printed. */
#include <errno.h>
#include <modbus/modbus.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SEQ = 7, CRC = 62, HEART = 200, ARRIVAL = 201, ACK = 202, SKIP = 204, SERIAL = 206, RECIPE = 222 };

static void text(uint16_t *at, const char *s) {
    char room[32] = {0};
    strncpy(room, s, 32);
    for (int i = 0; i < 16; i++) at[i] = (uint16_t)((unsigned char)room[2 * i] << 8 | (unsigned char)room[2 * i + 1]);
}

static uint16_t crc(const uint16_t *from, const uint16_t *to) {
    uint16_t c = 0xFFFF;
    for (; from < to; from++)
        for (int half = 8; half >= 0; half -= 8) {
            c ^= (*from >> half) & 0xFF;
            for (int k = 0; k < 8; k++) c = c & 1 ? (c >> 1) ^ 0xA001 : c >> 1;
        }
    return c;
}

static void scan(uint16_t *r) {
    uint32_t seq = (uint32_t)r[SEQ] << 16 | r[SEQ + 1], ack = (uint32_t)r[ACK] << 16 | r[ACK + 1];
    r[HEART]++;
    if (r[1] != 1 || seq == 0 || seq == ack || crc(r + SEQ, r + CRC) != r[CRC]) return;
    char serial[33] = {0}, boards[33] = {0};
    for (int i = 0; i < 16; i++) { serial[2 * i] = r[46 + i] >> 8; serial[2 * i + 1] = r[46 + i] & 0xFF; }
    for (int i = 0; i < r[13] && i < 32; i++) boards[i] = "-PNFS"[r[14 + i] % 5];
    printf("%u %u %u %u %s %s\n", seq, r[10], r[11], r[12], boards, serial);
    r[ACK] = r[SEQ];
    r[ACK + 1] = r[SEQ + 1];
    if (r[9] == 0 || r[9] == r[ARRIVAL]) r[ARRIVAL] = 0;
}

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    int tcp = !strcmp(argv[1], "tcp"), listener = -1, peer = -1;
    uint16_t arrivals = 0;
    uint8_t query[MODBUS_TCP_MAX_ADU_LENGTH];
    setvbuf(stdout, NULL, _IOLBF, 0);
    modbus_t *m = tcp ? modbus_new_tcp("127.0.0.1", atoi(argv[2])) : modbus_new_rtu(argv[2], 115200, 'N', 8, 1);
    modbus_mapping_t *map = modbus_mapping_new(0, 0, 400, 0);
    uint16_t *r = map->tab_registers;
    r[ACK] = strtoul(argv[3], NULL, 10) >> 16;
    r[ACK + 1] = strtoul(argv[3], NULL, 10) & 0xFFFF;
    modbus_set_slave(m, 1);
    if (tcp) listener = modbus_tcp_listen(m, 1);
    else if (modbus_connect(m)) return 3;
    else peer = modbus_get_socket(m);
    puts("up");
    for (;;) {
        struct pollfd p[3] = {{0, POLLIN, 0}, {listener, POLLIN, 0}, {peer, POLLIN, 0}};
        poll(p, 3, 5);
        if (p[1].revents & POLLIN) {
            if (peer >= 0) close(peer);
            peer = modbus_tcp_accept(m, &listener);
            continue;
        }
        if (p[2].revents) {
            int n = modbus_receive(m, query);
            if (n > 0) modbus_reply(m, query, n, map);
            else if (n < 0 && tcp) { close(peer); peer = -1; }
        }
        if (p[0].revents & POLLIN && !r[ARRIVAL]) {
            char line[256], serial[80], recipe[80];
            unsigned mask;
            size_t n = 0;
            while (n < 255 && read(0, line + n, 1) == 1 && line[n] != '\n') n++;
            line[n] = 0;
            if (sscanf(line, "%79s %79s %u", serial, recipe, &mask) != 3) return 0;
            text(r + SERIAL, serial);
            text(r + RECIPE, strcmp(recipe, "-") ? recipe : "");
            r[SKIP] = mask & 0xFFFF;
            r[SKIP + 1] = mask >> 16;
            r[ARRIVAL] = ++arrivals ? arrivals : ++arrivals;
        }
        scan(r);
    }
}
