package io.roadstead.core.model;

/** Ports that follow each other, both ends among them. */
public record PortRange(int first, int last) {
    public int size() {
        return last - first + 1;
    }

    /** As the API writes it: {@code 8000-8010}. */
    public String wire() {
        return first + "-" + last;
    }
}
