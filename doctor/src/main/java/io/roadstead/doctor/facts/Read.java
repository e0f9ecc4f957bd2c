package io.roadstead.doctor.facts;

import io.roadstead.wire.client.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How answers of the ECS API are read. Source: ecs-behaviour 1.1 for the forms. */
final class Read {
    private Read() {}

    /** A time, which comes as seconds since 1970; absent when it is not there. */
    static @Nullable Instant time(Json answer, String member) {
        if (!answer.has(member)) {
            return null;
        }
        double seconds = answer.path(member).decimal();
        return Instant.ofEpochMilli(Math.round(seconds * 1000));
    }

    static @Nullable Integer integer(Json answer, String member) {
        return answer.has(member) ? Integer.valueOf((int) answer.path(member).number()) : null;
    }

    static List<String> texts(Json list) {
        return list.items().stream().map(Json::text).toList();
    }

    /** A list of {@code {name, value}} or {@code {key, value}} pairs. */
    static Map<String, String> pairs(Json list, String name) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (Json pair : list) {
            pairs.put(pair.path(name).text(), pair.path("value").text());
        }
        return pairs;
    }

    /** What follows the last slash of an ARN, which is what people call the thing. */
    static String name(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }
}
