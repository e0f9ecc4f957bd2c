package io.roadstead.store;

/** All keys that begin with these characters; the empty prefix means all there are. */
public record Prefix(String path) {
    public static final Prefix ALL = new Prefix("");

    /** The keys below these parts. */
    public static Prefix of(String... parts) {
        return new Prefix(String.join("/", parts) + "/");
    }

    public boolean covers(Key key) {
        return key.path().startsWith(path);
    }
}
