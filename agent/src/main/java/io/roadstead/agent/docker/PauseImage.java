package io.roadstead.agent.docker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * An image of one program that waits for ever, made here so that nothing has to be fetched: a tar archive of a static
 * executable of some 150 bytes.
 *
 * <p>The program is a loop around {@code pause(2)}, or {@code ppoll(2)} without anything to wait for where the kernel has
 * no {@code pause}. Signals end it as they end any program that does not handle them.
 */
final class PauseImage {
    /** Where it lies in the image. */
    static final String PATH = "pause";

    private static final int LOAD_ADDRESS = 0x400000;
    private static final int ELF_HEADER = 64;
    private static final int PROGRAM_HEADER = 56;
    private static final int BLOCK = 512;

    /** mov eax, 34 (pause); syscall; jmp to the start. */
    private static final int[] X86_64 = {0xb8, 0x22, 0, 0, 0, 0x0f, 0x05, 0xeb, 0xf7};

    /** mov x0..x3, 0; mov x8, 73 (ppoll); svc 0; b to the start. */
    private static final int[] AARCH64 = {
        0xd2800000, 0xd2800001, 0xd2800002, 0xd2800003, 0xd2800928, 0xd4000001, 0x17fffffa
    };

    private static final short MACHINE_X86_64 = 0x3e;
    private static final short MACHINE_AARCH64 = 0xb7;

    private PauseImage() {}

    /** Whether there is a program for this architecture, in the kernel's words. */
    static boolean existsFor(String architecture) {
        return architecture.equals("x86_64") || architecture.equals("aarch64");
    }

    /** The image's file system. */
    static byte[] tar(String architecture) {
        byte[] program = architecture.equals("aarch64") ? aarch64() : x8664();
        int padded = (program.length + BLOCK - 1) / BLOCK * BLOCK;
        ByteBuffer tar = ByteBuffer.allocate(BLOCK + padded + 2 * BLOCK);
        tar.put(header(program.length)).put(program);
        return tar.array();
    }

    private static byte[] x8664() {
        byte[] code = new byte[X86_64.length];
        for (int i = 0; i < code.length; i++) {
            code[i] = (byte) X86_64[i];
        }
        return executable(MACHINE_X86_64, code);
    }

    private static byte[] aarch64() {
        ByteBuffer code = ByteBuffer.allocate(AARCH64.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(AARCH64).forEach(code::putInt);
        return executable(MACHINE_AARCH64, code.array());
    }

    /** An ELF file of one segment, which is the file itself. */
    private static byte[] executable(short machine, byte[] code) {
        int size = ELF_HEADER + PROGRAM_HEADER + code.length;
        ByteBuffer elf = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
        elf.putShort((short) 2).putShort(machine).putInt(1);
        elf.putLong(LOAD_ADDRESS + ELF_HEADER + PROGRAM_HEADER)
                .putLong(ELF_HEADER)
                .putLong(0);
        elf.putInt(0)
                .putShort((short) ELF_HEADER)
                .putShort((short) PROGRAM_HEADER)
                .putShort((short) 1);
        elf.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        elf.putInt(1).putInt(5).putLong(0).putLong(LOAD_ADDRESS).putLong(LOAD_ADDRESS);
        elf.putLong(size).putLong(size).putLong(0x1000);
        elf.put(code);
        return elf.array();
    }

    /** A header of the POSIX kind, for a file that everybody may execute. */
    private static byte[] header(int size) {
        byte[] header = new byte[BLOCK];
        put(header, 0, PATH);
        put(header, 100, "0000755");
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, String.format(Locale.ROOT, "%011o", size));
        put(header, 136, "00000000000");
        put(header, 148, "        ");
        header[156] = '0';
        put(header, 257, "ustar");
        put(header, 263, "00");
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        put(header, 148, String.format(Locale.ROOT, "%06o", sum) + "\0 ");
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
