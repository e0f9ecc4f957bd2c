package io.roadstead.core.definition;

import io.roadstead.core.Rejected;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Task-level cpu and memory as callers write them: {@code "256"}, {@code ".5 vCPU"}, {@code "1GB"} become 256 units, 512
 * units, 1,024 MiB.
 *
 * <p>Source: ecs-behaviour 3.2, 1.6.
 *
 * @param cpu CPU units, 1,024 to a vCPU
 * @param memory MiB
 */
public record TaskSize(@Nullable Integer cpu, @Nullable Integer memory) {
    public static final int CPU_MIN = 128;
    public static final int CPU_MAX = 196_608;

    private static final Pattern CPU = Pattern.compile("(\\d+)|(\\d+|\\d*\\.\\d+)\\s*vcpu", Pattern.CASE_INSENSITIVE);
    private static final Pattern MEMORY = Pattern.compile("(\\d+)|(\\d+|\\d*\\.\\d+)\\s*gb", Pattern.CASE_INSENSITIVE);
    private static final BigDecimal KILO = BigDecimal.valueOf(1024);

    /**
     * Reads both; an absent or empty text means no limit at task level.
     *
     * @throws Rejected when one is no amount, cpu is outside {@link #CPU_MIN} to {@link #CPU_MAX}, or memory is 0
     */
    public static TaskSize parse(@Nullable String cpu, @Nullable String memory) {
        Integer units = amount("cpu", CPU, cpu);
        if (units != null && (units < CPU_MIN || units > CPU_MAX)) {
            throw invalid("cpu");
        }
        Integer mebibytes = amount("memory", MEMORY, memory);
        if (mebibytes != null && mebibytes == 0) {
            throw invalid("memory");
        }
        return new TaskSize(units, mebibytes);
    }

    private static @Nullable Integer amount(String member, Pattern pattern, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        Matcher matcher = pattern.matcher(text.strip());
        if (!matcher.matches()) {
            throw invalid(member);
        }
        String plain = matcher.group(1);
        BigDecimal amount = plain != null ? new BigDecimal(plain) : new BigDecimal(matcher.group(2)).multiply(KILO);
        try {
            return amount.intValueExact();
        } catch (ArithmeticException notWholeOrTooLarge) {
            throw invalid(member);
        }
    }

    private static Rejected invalid(String member) {
        return Rejected.client("Invalid '" + member + "' setting for task. For more information, see the"
                + " Troubleshooting section of the Amazon ECS Developer Guide.");
    }
}
