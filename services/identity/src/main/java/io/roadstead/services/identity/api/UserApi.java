package io.roadstead.services.identity.api;

import io.roadstead.services.identity.directory.Grants;
import io.roadstead.services.identity.directory.Kind;
import io.roadstead.wire.Caller;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.CreateUserResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserResponse;
import software.amazon.awssdk.services.iam.model.GetUserRequest;
import software.amazon.awssdk.services.iam.model.GetUserResponse;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserResponse;
import software.amazon.awssdk.services.iam.model.ListUsersRequest;
import software.amazon.awssdk.services.iam.model.ListUsersResponse;
import software.amazon.awssdk.services.iam.model.UpdateUserRequest;
import software.amazon.awssdk.services.iam.model.UpdateUserResponse;
import software.amazon.awssdk.services.iam.model.User;

/** Users. */
final class UserApi {
    private final Parts parts;
    private final HolderPolicies<io.roadstead.services.identity.directory.User> policies;

    UserApi(Parts parts, HolderPolicies<io.roadstead.services.identity.directory.User> policies) {
        this.parts = parts;
        this.policies = policies;
    }

    CreateUserResponse create(Caller caller, CreateUserRequest request) {
        String account = caller.scope().account();
        String name = Constraints.name(request.userName(), "userName", Constraints.USER_NAME);
        var user = new io.roadstead.services.identity.directory.User(
                parts.entity(account, request.path(), name, "AIDA", Shapes.tags(request.tags())),
                Grants.NONE,
                List.of(),
                List.of());
        var made = parts.directory().change(draft -> {
            Parts.requireFree(draft, Kind.USER, account, name, "User");
            var limited = policies.limitedBy(draft, user, request.permissionsBoundary());
            draft.put(Kind.USER, account, name, limited);
            return limited;
        });
        return CreateUserResponse.builder().user(Shapes.user(made, true)).build();
    }

    GetUserResponse get(Caller caller, GetUserRequest request) {
        String account = caller.scope().account();
        String name = request.userName() == null || request.userName().isEmpty() ? ownName(caller) : request.userName();
        if (name == null) {
            return GetUserResponse.builder()
                    .user(User.builder().userId(account).arn(caller.arn()).build())
                    .build();
        }
        return GetUserResponse.builder()
                .user(Shapes.user(parts.user(account, name), true))
                .build();
    }

    /** Absent for an account's root, which has no name. */
    private static @Nullable String ownName(Caller caller) {
        if (caller.arn().endsWith(":root")) {
            return null;
        }
        if (!caller.arn().contains(":user/")) {
            throw Refusals.validation("Must specify userName when calling with non-User credentials");
        }
        return caller.arn().substring(caller.arn().lastIndexOf('/') + 1);
    }

    ListUsersResponse list(Caller caller, ListUsersRequest request) {
        var page = parts.list(Kind.USER, caller, request.pathPrefix(), request.marker(), request.maxItems());
        return ListUsersResponse.builder()
                .users(page.items().stream()
                        .map(user -> Shapes.user(user, false))
                        .toList())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    /** Groups and access keys know their users by name, and learn the new one at once. */
    UpdateUserResponse update(Caller caller, UpdateUserRequest request) {
        String account = caller.scope().account();
        parts.directory().change(draft -> {
            var user = parts.user(draft, account, request.userName());
            String before = user.entity().name();
            String name = request.newUserName() == null
                    ? before
                    : Constraints.name(request.newUserName(), "newUserName", Constraints.USER_NAME);
            if (!name.equalsIgnoreCase(before)) {
                Parts.requireFree(draft, Kind.USER, account, name, "User");
            }
            String path = request.newPath() == null ? user.entity().path() : Constraints.path(request.newPath());
            for (String each : user.groups()) {
                var group = parts.group(draft, account, each);
                draft.put(
                        Kind.GROUP, account, each, group.withMembers(GroupApi.renamed(group.members(), before, name)));
            }
            for (String id : user.accessKeys()) {
                draft.read(Kind.ACCESS_KEY, account, id)
                        .ifPresent(key -> draft.put(Kind.ACCESS_KEY, account, id, key.withUser(name)));
            }
            draft.delete(Kind.USER, account, before);
            draft.put(Kind.USER, account, name, user.withEntity(user.entity().at(path, name)));
            return user;
        });
        return UpdateUserResponse.builder().build();
    }

    DeleteUserResponse delete(Caller caller, DeleteUserRequest request) {
        String account = caller.scope().account();
        parts.directory().change(draft -> {
            var user = parts.user(draft, account, request.userName());
            if (!user.accessKeys().isEmpty()) {
                throw Refusals.deleteConflict("Cannot delete entity, must delete access keys first.");
            }
            if (!user.groups().isEmpty()) {
                throw Refusals.deleteConflict("Cannot delete entity, must remove users from group first.");
            }
            policies.requireNone(user);
            policies.forgetBoundary(draft, user);
            draft.delete(Kind.USER, account, request.userName());
            return user;
        });
        return DeleteUserResponse.builder().build();
    }

    ListGroupsForUserResponse groups(Caller caller, ListGroupsForUserRequest request) {
        String account = caller.scope().account();
        List<io.roadstead.services.identity.directory.Group> groups = new ArrayList<>();
        for (String name : parts.user(account, request.userName()).groups()) {
            parts.directory().find(Kind.GROUP, account, name).ifPresent(groups::add);
        }
        Pages.Page<io.roadstead.services.identity.directory.Group> page =
                Pages.of(groups, group -> group.entity().name(), request.marker(), request.maxItems());
        return ListGroupsForUserResponse.builder()
                .groups(page.items().stream().map(Shapes::group).toList())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }
}
