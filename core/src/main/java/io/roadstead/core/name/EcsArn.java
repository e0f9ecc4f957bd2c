package io.roadstead.core.name;

import io.roadstead.core.Rejected;
import io.roadstead.core.model.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The resource part of an ECS ARN of one's own account and region: {@code arn:aws:ecs:R:A:task/default/3f...} is type
 * {@code task} with path {@code [default, 3f...]}.
 */
record EcsArn(String type, List<String> path) {
    static boolean looksLikeOne(String text) {
        return text.startsWith("arn:");
    }

    /**
     * Reads an ARN and insists on type, account and region. Taken apart by hand: a DescribeTasks has a hundred of them.
     *
     * @param wrong what to answer when the text is no ARN of that type
     */
    static EcsArn parse(String text, Scope scope, String type, Supplier<Rejected> wrong) {
        int partition = text.indexOf(':') + 1;
        int service = text.indexOf(':', partition) + 1;
        int region = text.indexOf(':', service) + 1;
        int account = text.indexOf(':', region) + 1;
        int resource = text.indexOf(':', account) + 1;
        boolean whole =
                partition > 0 && service > partition && region > service && account > region && resource > account;
        if (!whole || !text.startsWith("aws", partition) || !text.startsWith("ecs:", service)) {
            throw wrong.get();
        }
        int path = resource + type.length() + 1;
        if (!text.startsWith(type, resource) || path > text.length() || text.charAt(path - 1) != '/') {
            throw wrong.get();
        }
        if (!is(text, region, account - 1, scope.region())) {
            // Source: aws/amazon-ecs-cli issue 821 quotes this answer of ECS.
            throw Rejected.invalidParameter("Invalid Region in ARN");
        }
        if (!is(text, account, resource - 1, scope.account())) {
            throw Rejected.invalidParameter("Invalid Account in ARN: it names " + text.substring(account, resource - 1)
                    + ", your account is " + scope.account());
        }
        return new EcsArn(type, segments(text, path));
    }

    private static boolean is(String text, int from, int to, String wanted) {
        return to - from == wanted.length() && text.startsWith(wanted, from);
    }

    private static List<String> segments(String text, int from) {
        List<String> segments = new ArrayList<>(2);
        int start = from;
        for (int slash = text.indexOf('/', start); slash >= 0; slash = text.indexOf('/', start)) {
            segments.add(text.substring(start, slash));
            start = slash + 1;
        }
        segments.add(text.substring(start));
        return segments;
    }
}
