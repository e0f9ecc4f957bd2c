package io.roadstead.cli.terminal;

/** How a piece of text looks where there are colours; without them it is the text alone. */
public enum Style {
    PLAIN(""),
    BOLD("1"),
    DIM("2"),
    RED("31"),
    GREEN("32"),
    YELLOW("33");

    private final String code;

    Style(String code) {
        this.code = code;
    }

    /** The text between the escape sequences of this style (ECMA-48, Select Graphic Rendition). */
    String paint(String text) {
        return code.isEmpty() ? text : "\033[" + code + "m" + text + "\033[0m";
    }
}
