package io.roadstead.doctor.call;

import io.roadstead.doctor.finding.Confidence;
import io.roadstead.doctor.finding.Fix;
import io.roadstead.doctor.finding.Words;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A definition that names an environment file which ECS does not read. Source: ecs-behaviour 10.2. */
final class FileNames {
    /** Roadstead's words; the extension is ECS's rule. */
    private static final Pattern REFUSED = Pattern.compile(
            "environment file 'arn:[^:]+:s3:::([^']+)' of container '[^']*' must have the file extension");

    private static final String EXTENSION = ".env";

    private FileNames() {}

    /** Empty for a message about something else. */
    static Optional<Errors.Meaning> of(String message) {
        Matcher file = REFUSED.matcher(message);
        return file.find() ? Optional.of(of(file)) : Optional.empty();
    }

    private static Errors.Meaning of(Matcher file) {
        String place = file.group(1);
        String named = place.replaceFirst("\\.[^./]*$", "") + EXTENSION;
        return new Errors.Meaning(
                "ecs-task-environment-variables",
                Words.of(
                        "The environment file " + place + " does not end in .env, and ECS reads no other.",
                        "環境変数ファイル " + place + " の名前が .env で終わっていません。ECS は .env 以外を読み込みません。"),
                List.of(Fix.of(
                        "Give the file such a name, and name it so in the definition.",
                        "ファイル名を変え、タスク定義でその名前を指定してください。",
                        "aws s3 cp " + quoted(place) + " " + quoted(named))),
                Confidence.CERTAIN,
                false);
    }

    private static String quoted(String place) {
        return "'s3://" + place.replace("'", "'\\''") + "'";
    }
}
