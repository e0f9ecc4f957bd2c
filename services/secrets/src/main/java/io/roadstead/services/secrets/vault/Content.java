package io.roadstead.services.secrets.vault;

/**
 * What a secret holds, in clear. It never prints itself.
 *
 * @param binary whether the text is the Base64 of bytes
 */
public record Content(String text, boolean binary) {
    @Override
    public String toString() {
        return "Content[hidden]";
    }
}
