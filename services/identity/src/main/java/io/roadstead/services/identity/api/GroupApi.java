package io.roadstead.services.identity.api;

import io.roadstead.services.identity.directory.Grants;
import io.roadstead.services.identity.directory.Kind;
import io.roadstead.wire.Caller;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.iam.model.AddUserToGroupRequest;
import software.amazon.awssdk.services.iam.model.AddUserToGroupResponse;
import software.amazon.awssdk.services.iam.model.CreateGroupRequest;
import software.amazon.awssdk.services.iam.model.CreateGroupResponse;
import software.amazon.awssdk.services.iam.model.DeleteGroupRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupResponse;
import software.amazon.awssdk.services.iam.model.GetGroupRequest;
import software.amazon.awssdk.services.iam.model.GetGroupResponse;
import software.amazon.awssdk.services.iam.model.ListGroupsRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsResponse;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupRequest;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupResponse;
import software.amazon.awssdk.services.iam.model.UpdateGroupRequest;
import software.amazon.awssdk.services.iam.model.UpdateGroupResponse;

/** Groups, and who is in them. */
final class GroupApi {
    static final int GROUPS_PER_USER = 10;
    private static final int MEMBERS = 5_000;
    /** Each is a record of its own, and all change in one transaction. */
    private static final int RENAMED_MEMBERS = 95;

    private final Parts parts;
    private final HolderPolicies<io.roadstead.services.identity.directory.Group> policies;

    GroupApi(Parts parts, HolderPolicies<io.roadstead.services.identity.directory.Group> policies) {
        this.parts = parts;
        this.policies = policies;
    }

    CreateGroupResponse create(Caller caller, CreateGroupRequest request) {
        String account = caller.scope().account();
        String name = Constraints.name(request.groupName(), "groupName", Constraints.GROUP_NAME);
        var group = new io.roadstead.services.identity.directory.Group(
                parts.entity(account, request.path(), name, "AGPA", List.of()), Grants.NONE, List.of());
        parts.directory().change(draft -> {
            Parts.requireFree(draft, Kind.GROUP, account, name, "Group");
            draft.put(Kind.GROUP, account, name, group);
            return group;
        });
        return CreateGroupResponse.builder().group(Shapes.group(group)).build();
    }

    GetGroupResponse get(Caller caller, GetGroupRequest request) {
        String account = caller.scope().account();
        var group = parts.directory()
                .find(Kind.GROUP, account, request.groupName())
                .orElseThrow(() -> Parts.noGroup(request.groupName()));
        List<io.roadstead.services.identity.directory.User> members = new ArrayList<>();
        group.members()
                .forEach(
                        name -> parts.directory().find(Kind.USER, account, name).ifPresent(members::add));
        Pages.Page<io.roadstead.services.identity.directory.User> page =
                Pages.of(members, user -> user.entity().name(), request.marker(), request.maxItems());
        return GetGroupResponse.builder()
                .group(Shapes.group(group))
                .users(page.items().stream()
                        .map(user -> Shapes.user(user, false))
                        .toList())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    ListGroupsResponse list(Caller caller, ListGroupsRequest request) {
        var page = parts.list(Kind.GROUP, caller, request.pathPrefix(), request.marker(), request.maxItems());
        return ListGroupsResponse.builder()
                .groups(page.items().stream().map(Shapes::group).toList())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    DeleteGroupResponse delete(Caller caller, DeleteGroupRequest request) {
        String account = caller.scope().account();
        parts.directory().change(draft -> {
            var group = parts.group(draft, account, request.groupName());
            if (!group.members().isEmpty()) {
                throw Refusals.deleteConflict("Cannot delete entity, must remove users from group first.");
            }
            policies.requireNone(group);
            draft.delete(Kind.GROUP, account, request.groupName());
            return group;
        });
        return DeleteGroupResponse.builder().build();
    }

    /** Users know their groups by name, and learn the new one at once. */
    UpdateGroupResponse update(Caller caller, UpdateGroupRequest request) {
        String account = caller.scope().account();
        parts.directory().change(draft -> {
            var group = parts.group(draft, account, request.groupName());
            String before = group.entity().name();
            String name = request.newGroupName() == null
                    ? before
                    : Constraints.name(request.newGroupName(), "newGroupName", Constraints.GROUP_NAME);
            String path = request.newPath() == null ? group.entity().path() : Constraints.path(request.newPath());
            if (!name.equalsIgnoreCase(before)) {
                Parts.requireFree(draft, Kind.GROUP, account, name, "Group");
            }
            if (!name.equals(before)) {
                if (group.members().size() > RENAMED_MEMBERS) {
                    throw Refusals.limitExceeded("Roadstead renames groups of at most " + RENAMED_MEMBERS
                            + " users, and " + before + " has "
                            + group.members().size() + ". Make a new group and move the users to it.");
                }
                for (String each : group.members()) {
                    var user = parts.user(draft, account, each);
                    draft.put(Kind.USER, account, each, user.withGroups(renamed(user.groups(), before, name)));
                }
            }
            draft.delete(Kind.GROUP, account, before);
            draft.put(Kind.GROUP, account, name, group.withEntity(group.entity().at(path, name)));
            return group;
        });
        return UpdateGroupResponse.builder().build();
    }

    AddUserToGroupResponse add(Caller caller, AddUserToGroupRequest request) {
        belong(caller, request.userName(), request.groupName(), true);
        return AddUserToGroupResponse.builder().build();
    }

    RemoveUserFromGroupResponse remove(Caller caller, RemoveUserFromGroupRequest request) {
        belong(caller, request.userName(), request.groupName(), false);
        return RemoveUserFromGroupResponse.builder().build();
    }

    /** Sees to it that a user is in a group, or is not. */
    private void belong(Caller caller, String ofUser, String ofGroup, boolean in) {
        String account = caller.scope().account();
        parts.directory().change(draft -> {
            var group = parts.group(draft, account, ofGroup);
            var user = parts.user(draft, account, ofUser);
            String groupName = group.entity().name();
            String userName = user.entity().name();
            if (user.groups().contains(groupName) == in) {
                return user;
            }
            if (in && user.groups().size() >= GROUPS_PER_USER) {
                throw Refusals.quota("GroupsPerUser", GROUPS_PER_USER);
            }
            if (in && group.members().size() >= MEMBERS) {
                throw Refusals.quota("UsersPerGroup", MEMBERS);
            }
            List<String> members = in ? with(group.members(), userName) : without(group.members(), userName);
            List<String> groups = in ? with(user.groups(), groupName) : without(user.groups(), groupName);
            draft.put(Kind.GROUP, account, groupName, group.withMembers(members));
            draft.put(Kind.USER, account, userName, user.withGroups(groups));
            return user;
        });
    }

    static List<String> renamed(List<String> names, String before, String after) {
        return names.stream().map(each -> each.equals(before) ? after : each).toList();
    }

    private static List<String> with(List<String> names, String name) {
        List<String> all = new ArrayList<>(names);
        all.add(name);
        return all;
    }

    private static List<String> without(List<String> names, String name) {
        return names.stream().filter(each -> !each.equals(name)).toList();
    }
}
