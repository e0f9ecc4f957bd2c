package io.roadstead.doctor.facts;

import java.util.List;

/**
 * A parameter that a definition names, as the Parameter Store tells it.
 *
 * @param asked as the words have it: a name or an ARN
 * @param there whether there is one after all
 * @param seen whether whoever looks may look
 * @param others the names of the region's parameters, when this one is not there
 * @param elsewhere the other regions that have one of its name
 */
public record ParameterFact(
        String asked, String region, boolean there, boolean seen, List<String> others, List<String> elsewhere) {
    public ParameterFact {
        others = List.copyOf(others);
        elsewhere = List.copyOf(elsewhere);
    }

    /** Its name, without version or label. */
    public static String name(String asked) {
        String name = asked;
        if (asked.startsWith("arn:")) {
            String resource = List.of(asked.split(":", 6)).getLast().substring("parameter/".length());
            // Of a hierarchy the ARN has one slash where the name begins; of a plain name the slash is the ARN's own.
            name = resource.contains("/") ? "/" + resource : resource;
        }
        int selector = name.indexOf(':');
        return selector < 0 ? name : name.substring(0, selector);
    }

    /** The ARN by which policies know a parameter. */
    public static String arn(String asked, String region, String account) {
        if (asked.startsWith("arn:")) {
            return asked;
        }
        String name = name(asked);
        return "arn:aws:ssm:" + region + ":" + account + ":parameter" + (name.startsWith("/") ? "" : "/") + name;
    }
}
