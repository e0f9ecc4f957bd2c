package io.roadstead.agent.logs;

/** A log stream as drivers name it. */
record StreamKey(String region, String group, String stream) {
    @Override
    public String toString() {
        return group + " " + stream + " (" + region + ")";
    }
}
