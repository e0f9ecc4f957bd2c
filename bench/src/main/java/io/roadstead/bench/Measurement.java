package io.roadstead.bench;

import org.jspecify.annotations.Nullable;

/**
 * One row of the table.
 *
 * @param row its name, as {@code --row} takes it
 * @param what was measured, in words
 * @param reference what it is compared with, measured in the same run; absent where the goal is a number by itself
 * @param note what else a reader should know, such as the spread
 */
record Measurement(
        String row, String what, Amount measured, @Nullable Reference reference, Goal goal, String note) {
    /** A number with its unit, for example {@code 151 ms}. */
    record Amount(double value, String unit) {}

    /** What bounds the measured thing, as this machine does it. */
    record Reference(Amount amount, String what) {}

    /** Measured over reference; NaN without a reference. */
    double ratio() {
        return reference == null
                ? Double.NaN
                : measured.value() / reference.amount().value();
    }

    boolean met() {
        double value = goal.ofRatio() ? ratio() : measured.value();
        return switch (goal.direction()) {
            case AT_MOST -> value <= goal.limit();
            case AT_LEAST -> value >= goal.limit();
        };
    }

    /**
     * What has to be reached.
     *
     * @param ofRatio whether the limit is one of the ratio, else of the measured amount, in its unit
     */
    record Goal(Direction direction, double limit, boolean ofRatio) {
        static Goal ratioAtMost(double limit) {
            return new Goal(Direction.AT_MOST, limit, true);
        }

        static Goal ratioAtLeast(double limit) {
            return new Goal(Direction.AT_LEAST, limit, true);
        }

        static Goal atMost(double limit) {
            return new Goal(Direction.AT_MOST, limit, false);
        }

        static Goal atLeast(double limit) {
            return new Goal(Direction.AT_LEAST, limit, false);
        }
    }

    /** Which side of the limit is good. */
    enum Direction {
        AT_MOST("<="),
        AT_LEAST(">=");

        final String sign;

        Direction(String sign) {
            this.sign = sign;
        }
    }
}
