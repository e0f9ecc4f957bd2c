package io.roadstead.services.objects.checksum;

import java.util.zip.Checksum;

/**
 * The CRC of the NVM Express specification: polynomial 0xAD93D23594C93659, reflected, begun and ended with all bits turned.
 * Of the nine digits {@code 123456789} it is 0xAE8B14860A799888. Eight bytes are taken at a time through eight tables.
 */
final class Crc64Nvme implements Checksum {
    private static final long REFLECTED_POLYNOMIAL = 0x9A6C9329AC4BC9B5L;
    private static final int TABLES = 8;
    private static final int BYTE_VALUES = 256;
    private static final int LOW = 0xFF;
    private static final long[][] TABLE = tables();

    private long state = -1;

    private static long[][] tables() {
        long[][] tables = new long[TABLES][BYTE_VALUES];
        for (int value = 0; value < BYTE_VALUES; value++) {
            long crc = value;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ REFLECTED_POLYNOMIAL;
            }
            tables[0][value] = crc;
        }
        for (int value = 0; value < BYTE_VALUES; value++) {
            for (int table = 1; table < TABLES; table++) {
                long before = tables[table - 1][value];
                tables[table][value] = before >>> Byte.SIZE ^ tables[0][(int) before & LOW];
            }
        }
        return tables;
    }

    @Override
    public void update(int b) {
        state = state >>> Byte.SIZE ^ TABLE[0][(int) (state ^ b) & LOW];
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        for (; end - at >= TABLES; at += TABLES) {
            long next = 0;
            for (int i = 0; i < TABLES; i++) {
                int index = (int) (state >>> (i * Byte.SIZE) ^ bytes[at + i]) & LOW;
                next ^= TABLE[TABLES - 1 - i][index];
            }
            state = next;
        }
        for (; at < end; at++) {
            update(bytes[at]);
        }
    }

    @Override
    public long getValue() {
        return ~state;
    }

    @Override
    public void reset() {
        state = -1;
    }
}
