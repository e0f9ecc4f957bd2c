package io.roadstead.services.identity.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who asks. */
public sealed interface Principal {
    /** As denials name it. */
    String name();

    /** 12 digits; absent for those that belong to none. */
    @Nullable
    String account();

    /** The condition keys that tell of it, in lower case. */
    Map<String, List<String>> keys();

    /** An account's root: its own account's policies do not limit it. */
    record Root(String account) implements Principal {
        @Override
        public String name() {
            return "arn:aws:iam::" + account + ":root";
        }

        @Override
        public Map<String, List<String>> keys() {
            return keysOf(name(), account, "Account", account);
        }
    }

    /**
     * @param id for example {@code AIDAEXAMPLE}
     * @param tags its tags, values by key
     */
    record User(String account, String arn, String userName, String id, Map<String, String> tags) implements Principal {
        public User {
            tags = Map.copyOf(tags);
        }

        @Override
        public String name() {
            return arn;
        }

        @Override
        public Map<String, List<String>> keys() {
            Map<String, List<String>> keys = keysOf(arn, account, "User", id);
            keys.put("aws:username", List.of(userName));
            addTags(keys, tags);
            return keys;
        }
    }

    /**
     * A session of a role.
     *
     * @param roleArn with its path, for example {@code arn:aws:iam::000000000000:role/service/web}
     * @param roleId for example {@code AROAEXAMPLE}
     * @param tags of the role and the session, values by key
     */
    record Session(String account, String roleArn, String roleId, String sessionName, Map<String, String> tags)
            implements Principal {
        public Session {
            tags = Map.copyOf(tags);
        }

        @Override
        public String name() {
            return "arn:aws:sts::" + account + ":assumed-role/" + roleArn.substring(roleArn.lastIndexOf('/') + 1) + "/"
                    + sessionName;
        }

        @Override
        public Map<String, List<String>> keys() {
            // The key has the role's ARN for every session of it. Source: IAM user guide, aws:PrincipalArn.
            Map<String, List<String>> keys = keysOf(roleArn, account, "AssumedRole", roleId + ":" + sessionName);
            addTags(keys, tags);
            return keys;
        }
    }

    /** Nobody in particular of an account: for trying policies out. */
    record Anybody(String account) implements Principal {
        @Override
        public String name() {
            return "arn:aws:iam::" + account + ":user/anybody";
        }

        @Override
        public Map<String, List<String>> keys() {
            return Map.of();
        }
    }

    /** An AWS service, for example {@code ecs-tasks.amazonaws.com}. */
    record Service(String name) implements Principal {
        @Override
        public @Nullable String account() {
            return null;
        }

        @Override
        public Map<String, List<String>> keys() {
            return Map.of("aws:principalisawsservice", List.of("true"), "aws:principalservicename", List.of(name));
        }
    }

    private static Map<String, List<String>> keysOf(String arn, String account, String type, String userId) {
        Map<String, List<String>> keys = new HashMap<>();
        keys.put("aws:principalarn", List.of(arn));
        keys.put("aws:principalaccount", List.of(account));
        keys.put("aws:principaltype", List.of(type));
        keys.put("aws:userid", List.of(userId));
        keys.put("aws:principalisawsservice", List.of("false"));
        return keys;
    }

    private static void addTags(Map<String, List<String>> keys, Map<String, String> tags) {
        tags.forEach(
                (key, value) -> keys.put("aws:principaltag/" + key.toLowerCase(java.util.Locale.ROOT), List.of(value)));
    }
}
